using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AtomicWrites.Stores.Tests.Servers;

/// <summary>An authority of its own, with a certificate for a server and one for a client.</summary>
sealed class Certificates : IDisposable
{
    static readonly DateTimeOffset From = DateTimeOffset.UtcNow.AddDays(-1);
    static readonly DateTimeOffset To = DateTimeOffset.UtcNow.AddDays(1);

    readonly string _folder = Directory.CreateTempSubdirectory("atomic-writes-certificates-").FullName;

    public Certificates()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=authority of the tests", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        Authority = request.CreateSelfSigned(From, To);
        Client = Sign("CN=client", 1);
        using var server = Sign("CN=server", 2);
        File.WriteAllText(InFolder("authority.pem"), Authority.ExportCertificatePem());
        File.WriteAllText(InFolder("server.pem"), server.ExportCertificatePem());
        File.WriteAllText(InFolder("server.key"), server.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
    }

    public X509Certificate2 Authority { get; }

    public X509Certificate2 Client { get; }

    /// <summary>By which etcd has the one for a server, and demands the one of a client.</summary>
    public string[] OptionsOfEtcd =>
        [
            "--cert-file",
            InFolder("server.pem"),
            "--key-file",
            InFolder("server.key"),
            "--trusted-ca-file",
            InFolder("authority.pem"),
            "--client-cert-auth",
        ];

    public void Dispose()
    {
        Authority.Dispose();
        Client.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    string InFolder(string name) => Path.Combine(_folder, name);

    X509Certificate2 Sign(string name, byte number)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var signed = request.Create(Authority, From, To, [number]);
        return signed.CopyWithPrivateKey(key);
    }
}
