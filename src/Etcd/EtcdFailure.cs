using Grpc.Core;
using static AtomicWrites.StateFileFailure;

namespace AtomicWrites.Etcd;

/// <summary>What an error means for a state, and what to do about it.</summary>
static class EtcdFailure
{
    const string TooLarge =
        "the content is larger than the cluster takes in a request (1.5 MiB, unless --max-request-bytes says otherwise): "
        + "split the state, or keep it elsewhere";

    const string CheckClient = ": check its endpoints and certificates";
    const string CheckNodes = ": look at its nodes (etcdctl endpoint health)";

    const string Credentials =
        "the credentials are missing, wrong or out of date: give the client a user and a password";

    const string MissingRight =
        "a right is missing: grant the user's role reading and writing of the key and of 'key.stamp'";

    const string Full =
        "the cluster's database is full: compact and defragment it, or raise its quota (etcdctl alarm list)";

    // A cluster with authentication says it in three ways: where no user is named, where the password is wrong, and later.
    static readonly StoreFailures<StatusCode> Meanings = new(Unavailable, "the cluster has not answered" + CheckClient)
    {
        { StatusCode.InvalidArgument, "too large", Invalid, TooLarge },
        { StatusCode.InvalidArgument, "user name is empty", Unreadable, Credentials },
        { StatusCode.InvalidArgument, "authentication failed", Unreadable, Credentials },
        { StatusCode.Unauthenticated, "invalid auth token", Unavailable, Credentials }, // it expired: the client gets a new one
        { StatusCode.Unauthenticated, Unreadable, Credentials },
        { StatusCode.PermissionDenied, Unreadable, MissingRight },
        { StatusCode.Unimplemented, Unreadable, "the server is too old: etcd 3.4 or later is needed" },
        { StatusCode.ResourceExhausted, "too many requests", Unavailable, "the cluster has too much to do" },
        { StatusCode.ResourceExhausted, "space exceeded", Unreadable, Full },
        { StatusCode.ResourceExhausted, "Received message", Unreadable, "raise MaxReceiveMessageSize of the client" },
        { StatusCode.ResourceExhausted, Invalid, TooLarge },
        { StatusCode.Unavailable, "the cluster cannot be reached, or has no majority" + CheckClient },
        { StatusCode.DeadlineExceeded, "the cluster has not answered in time, and may have no majority" + CheckNodes },
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

    public static Exception Of(Exception failure, string name, CancellationToken cancellationToken)
    {
        var isEnded = failure is OperationCanceledException or RpcException { StatusCode: StatusCode.Cancelled };
        if (isEnded && cancellationToken.IsCancellationRequested)
            return new OperationCanceledException(failure.Message, failure, cancellationToken);
        var status = isEnded ? new(StatusCode.DeadlineExceeded, failure.Message) : ((RpcException)failure).Status;
        return Meanings.Of(status.StatusCode, $"{status.StatusCode}: {status.Detail}", name, failure);
    }
}
