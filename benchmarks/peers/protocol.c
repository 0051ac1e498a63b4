/*
 * The protocol of AtomicWrites in C: the yardstick. The same system calls in the same order, and next to nothing between them.
 *
 *     protocol [bare | threads]
 *
 *     bare       without looking for the target's attributes and access list, and without checking that the locked file is
 *                a regular one and still the one at the path, to show what these cost
 *     threads    with a second thread, which does nothing: with it the kernel counts each use of a descriptor, as in every .NET process
 *
 * Reads lines "OPERATION COUNT SIZE PATH", runs the operation COUNT times and answers with the nanoseconds
 * that took: elapsed, and of processor time.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>

static int bare;
static char *payload;
static size_t payload_size;

static void fail(const char *step)
{
    printf("error %s: %s\n", step, strerror(errno));
    exit(1);
}

static int must(int result, const char *step)
{
    if (result < 0)
        fail(step);
    return result;
}

/* Random bytes are drawn in batches, because each draw is a system call. */
static uint64_t random_number(void)
{
    static uint64_t pool[64];
    static size_t used = 64;
    if (used == 64) {
        if (getrandom(pool, sizeof pool, 0) != sizeof pool)
            fail("getrandom");
        used = 0;
    }
    return pool[used++];
}

static void write_file(const char *path)
{
    char directory_path[PATH_MAX], temporary[NAME_MAX + 1];
    const char *name = strrchr(path, '/') + 1;
    memcpy(directory_path, path, name - path - 1);
    directory_path[name - path - 1] = 0;

    int directory = must(open(directory_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), "open directory");
    struct statx target;
    int exists = statx(directory, name, AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS, &target) == 0;
    if (exists && (!S_ISREG(target.stx_mode) || !(target.stx_mode & S_IWUSR) || target.stx_uid != geteuid()))
        fail("the benchmark's own file is not a writable file");

    snprintf(temporary, sizeof temporary, ".%s.%016llx.tmp", name, (unsigned long long)random_number());
    int file = must(openat(directory, temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600), "create");
    for (size_t written = 0; written < payload_size;) {
        ssize_t count = write(file, payload + written, payload_size - written);
        if (count <= 0)
            fail("write");
        written += (size_t)count;
    }

    if (exists) {
        /* Its mode and owner may have changed while the content was written. */
        must(statx(directory, name, AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS, &target), "statx again");
        must(fchown(file, target.stx_uid, target.stx_gid), "fchown");
    }
    if (exists && !bare) {
        /* The target has none; a default list of the directory would have given the temporary file one. */
        char target_path[64 + NAME_MAX];
        snprintf(target_path, sizeof target_path, "/proc/self/fd/%d/%s", directory, name);
        if (llistxattr(target_path, NULL, 0) > 0 || fgetxattr(file, "system.posix_acl_access", NULL, 0) >= 0)
            fail("the benchmark's own file has attributes");
    }
    must(fchmod(file, exists ? target.stx_mode & 07777 : 0644), "fchmod");
    must(fsync(file), "fsync");
    must(renameat(directory, temporary, directory, name), "renameat");
    must(fsync(directory), "fsync directory");
    close(file);
    close(directory);
}

/* Locks path + ".lock"; the descriptor, to be closed. */
static int lock(const char *path)
{
    char lock_path[PATH_MAX];
    snprintf(lock_path, sizeof lock_path, "%s.lock", path);
    for (;;) {
        int flags = O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, file = open(lock_path, flags);
        if (file < 0)
            file = must(open(lock_path, flags | O_CREAT, 0600), "open lock file");
        struct statx held, named;
        if (!bare)
            must(statx(file, "", AT_EMPTY_PATH, STATX_BASIC_STATS, &held), "stat lock");
        must(flock(file, LOCK_EX), "flock");
        if (bare)
            return file;
        if (statx(AT_FDCWD, lock_path, AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS, &named) == 0 && held.stx_ino == named.stx_ino
            && held.stx_dev_major == named.stx_dev_major && held.stx_dev_minor == named.stx_dev_minor)
            return file;
        close(file);
    }
}

static void unlock(int held)
{
    flock(held, LOCK_UN);
    close(held);
}

static void lock_only(const char *path)
{
    unlock(lock(path));
}

static void locked_write(const char *path)
{
    int held = lock(path);
    write_file(path);
    unlock(held);
}

static long long now(clockid_t clock)
{
    struct timespec time;
    clock_gettime(clock, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static void *idle(void *nothing)
{
    for (;;)
        pause();
    return nothing;
}

int main(int argc, char **argv)
{
    bare = argc > 1 && strcmp(argv[1], "bare") == 0;
    pthread_t thread;
    if (argc > 1 && strcmp(argv[1], "threads") == 0 && pthread_create(&thread, NULL, idle, NULL) != 0)
        fail("pthread_create");
    char operation[32], path[PATH_MAX];
    long count;
    while (scanf("%31s %ld %zu %4095s", operation, &count, &payload_size, path) == 4) {
        void (*run)(const char *) = strcmp(operation, "write") == 0 ? write_file : strcmp(operation, "lock") == 0 ? lock_only : locked_write;
        payload = realloc(payload, payload_size + 1);
        memset(payload, 'a', payload_size);
        long long start = now(CLOCK_MONOTONIC), cpu = now(CLOCK_PROCESS_CPUTIME_ID);
        for (long i = 0; i < count; i++)
            run(path);
        printf("%lld %lld\n", now(CLOCK_MONOTONIC) - start, now(CLOCK_PROCESS_CPUTIME_ID) - cpu);
        fflush(stdout);
    }
    return 0;
}
