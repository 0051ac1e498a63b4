using Grpc.Core;

namespace AtomicWrites.Etcd;

/// <summary>What an error means for a state, and what to do about it.</summary>
static class EtcdFailure
{
    const string TooLarge =
        "the content is larger than the cluster takes in a request (1.5 MiB, unless --max-request-bytes says otherwise): split the state, or keep it elsewhere";

    const string Credentials =
        "the credentials are missing, wrong or out of date: give the client a user and a password";

    // The first that has both the code and the words; the last has all.
    static readonly (StatusCode? Code, string Detail, StateFileFailure Failure, string Cure)[] Meanings =
    [
        (StatusCode.InvalidArgument, "too large", StateFileFailure.Invalid, TooLarge),
        (
            StatusCode.ResourceExhausted,
            "",
            StateFileFailure.Invalid,
            TooLarge + ", or the database is full (etcdctl alarm list)"
        ),
        // A cluster with authentication says so where no user is named, and where the password is wrong.
        (StatusCode.InvalidArgument, "user name is empty", StateFileFailure.Unreadable, Credentials),
        (StatusCode.InvalidArgument, "authentication failed", StateFileFailure.Unreadable, Credentials),
        (StatusCode.Unauthenticated, "", StateFileFailure.Unreadable, Credentials),
        (
            StatusCode.PermissionDenied,
            "",
            StateFileFailure.Unreadable,
            "a right is missing: grant the user's role reading and writing of the key and of 'key.stamp'"
        ),
        (
            StatusCode.Unimplemented,
            "",
            StateFileFailure.Unreadable,
            "the server is too old: etcd 3.4 or later is needed"
        ),
        (
            StatusCode.Unavailable,
            "",
            StateFileFailure.Unavailable,
            "the cluster cannot be reached, or has no majority: check its endpoints and certificates"
        ),
        (
            StatusCode.DeadlineExceeded,
            "",
            StateFileFailure.Unavailable,
            "the cluster has not answered in time, and may have no majority: look at its nodes (etcdctl endpoint health)"
        ),
        (null, "", StateFileFailure.Unavailable, "the cluster has not answered: check its endpoints and certificates"),
    ];

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
        var meaning = Array.Find(Meanings, meaning =>
            (meaning.Code is null || meaning.Code == failure.StatusCode)
            && failure.Status.Detail.Contains(meaning.Detail, StringComparison.Ordinal)
        );
        var message = $"{name}: {meaning.Cure}. ({failure.StatusCode}: {failure.Status.Detail})";
        return new StateFileException(meaning.Failure, message, failure);
    }
}
