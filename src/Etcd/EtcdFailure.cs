using Grpc.Core;

namespace AtomicWrites.Etcd;

/// <summary>What an error means for a state, and what to do about it.</summary>
static class EtcdFailure
{
    const string TooLarge =
        "the content is larger than the cluster takes in a request (1.5 MiB, unless --max-request-bytes says otherwise): split the state, or keep it elsewhere";

    const string Credentials =
        "the credentials are missing, wrong or out of date: give the client a user and a password";

    static readonly Dictionary<StatusCode, (StateFileFailure Failure, string Cure)> Meanings = new()
    {
        [StatusCode.Unavailable] = (
            StateFileFailure.Unavailable,
            "the cluster cannot be reached, or has no majority: check its endpoints and certificates"
        ),
        [StatusCode.DeadlineExceeded] = (
            StateFileFailure.Unavailable,
            "the cluster has not answered in time, and may have no majority: look at its nodes (etcdctl endpoint health)"
        ),
        [StatusCode.Unauthenticated] = (StateFileFailure.Unreadable, Credentials),
        [StatusCode.PermissionDenied] = (
            StateFileFailure.Unreadable,
            "a right is missing: grant the user's role reading and writing of the key and of 'key.stamp'"
        ),
        [StatusCode.ResourceExhausted] = (
            StateFileFailure.Invalid,
            TooLarge + ", or the database is full (etcdctl alarm list)"
        ),
        [StatusCode.Unimplemented] = (
            StateFileFailure.Unreadable,
            "the server is too old: etcd 3.4 or later is needed"
        ),
    };

    /// <summary>Whether it may have been committed all the same.</summary>
    public static bool LeavesDoubt(Exception failure) =>
        failure is OperationCanceledException
        || failure
            is RpcException
            {
                StatusCode: StatusCode.Unavailable
                    or StatusCode.DeadlineExceeded
                    or StatusCode.Cancelled
                    or StatusCode.Aborted
                    or StatusCode.Unknown
                    or StatusCode.Internal,
            };

    public static Exception Of(RpcException failure, string name, CancellationToken cancellationToken)
    {
        if (failure.StatusCode == StatusCode.Cancelled && cancellationToken.IsCancellationRequested)
            return new OperationCanceledException(failure.Message, failure, cancellationToken);
        // etcd's limit of a request, 1.5 MiB unless the server has --max-request-bytes.
        if (
            failure.StatusCode == StatusCode.InvalidArgument
            && failure.Status.Detail.Contains("too large", StringComparison.Ordinal)
        )
            return new StateFileException(
                StateFileFailure.Invalid,
                $"{name}: {TooLarge}. ({failure.Status.Detail})",
                failure
            );
        // A cluster with authentication says so where no user is named, and where the password is wrong.
        if (
            failure.StatusCode == StatusCode.InvalidArgument
            && (
                failure.Status.Detail.Contains("user name is empty", StringComparison.Ordinal)
                || failure.Status.Detail.Contains("authentication failed", StringComparison.Ordinal)
            )
        )
            return new StateFileException(
                StateFileFailure.Unreadable,
                $"{name}: {Credentials}. ({failure.Status.Detail})",
                failure
            );
        var (kind, cure) = Meanings.TryGetValue(failure.StatusCode, out var meaning)
            ? meaning
            : (StateFileFailure.Unavailable, "the cluster has not answered: check its endpoints and certificates");
        return new StateFileException(
            kind,
            $"{name}: {cure}. ({failure.StatusCode}: {failure.Status.Detail})",
            failure
        );
    }
}
