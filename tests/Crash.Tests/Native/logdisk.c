/*
 * logdisk IMAGE LOG MOUNTPOINT: a disk that remembers.
 *
 * A FUSE file system of two files. "disk" begins as a copy of IMAGE in memory; mount it through a loop device. "mark" takes notes.
 * All that reaches them is appended to LOG in the order of arrival, and one thread serves both, so that the order is total:
 *     'W' offset length bytes   sectors written; until the next flush a real disk may hold them in its cache
 *     'F' 0 0                   the cache flushed: everything before it is on the platters
 *     'A' 0 length text         a note: what the writer has acknowledged
 * A head is 16 bytes: the letter, three zeros, length (32 bits), offset (64 bits), in the order of bytes of the machine.
 */
#define FUSE_USE_VERSION 31
#include <fuse3/fuse.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { ROOT, DISK, MARK, UNKNOWN };

static const char *const names[] = { "/", "/disk", "/mark" };
static char *content;
static off_t size;
static int log_file;

static int which(const char *path)
{
    int i = ROOT;
    while (i < UNKNOWN && strcmp(path, names[i]) != 0)
        i++;
    return i;
}

static void note(char kind, const char *bytes, uint32_t length, uint64_t offset)
{
    struct { char kind, pad[3]; uint32_t length; uint64_t offset; } head = { kind, { 0 }, length, offset };
    struct iovec parts[] = { { &head, sizeof head }, { (void *)bytes, length } };
    if (writev(log_file, parts, 2) != (ssize_t)(sizeof head + length)) {
        perror("logdisk: the log");
        _exit(3);
    }
}

static void *start(struct fuse_conn_info *connection, struct fuse_config *config)
{
    (void)connection;
    config->direct_io = 1; /* each write of the block device is one of ours, at once */
    config->nullpath_ok = 0;
    return NULL;
}

static int describe(const char *path, struct stat *status, struct fuse_file_info *file)
{
    (void)file;
    int i = which(path);
    if (i == UNKNOWN)
        return -ENOENT;
    memset(status, 0, sizeof *status);
    status->st_mode = i == ROOT ? S_IFDIR | 0700 : S_IFREG | 0600;
    status->st_nlink = 1;
    status->st_size = i == DISK ? size : 0;
    return 0;
}

static int open_file(const char *path, struct fuse_file_info *file)
{
    file->fh = (uint64_t)which(path);
    return file->fh == UNKNOWN ? -ENOENT : 0;
}

static int read_sectors(const char *path, char *buffer, size_t length, off_t offset, struct fuse_file_info *file)
{
    (void)path;
    if (file->fh != DISK || offset >= size)
        return 0;
    if ((off_t)length > size - offset)
        length = (size_t)(size - offset);
    memcpy(buffer, content + offset, length);
    return (int)length;
}

static int write_sectors(const char *path, const char *bytes, size_t length, off_t offset, struct fuse_file_info *file)
{
    (void)path;
    if (file->fh == MARK) {
        note('A', bytes, (uint32_t)length, 0);
        return (int)length;
    }
    if (offset > size || (off_t)length > size - offset)
        return -ENOSPC;
    memcpy(content + offset, bytes, length);
    note('W', bytes, (uint32_t)length, (uint64_t)offset);
    return (int)length;
}

static int flush_cache(const char *path, int data_only, struct fuse_file_info *file)
{
    (void)path;
    (void)data_only;
    if (file->fh == DISK)
        note('F', NULL, 0, 0);
    return 0;
}

static const struct fuse_operations operations = {
    .init = start,
    .getattr = describe,
    .open = open_file,
    .read = read_sectors,
    .write = write_sectors,
    .fsync = flush_cache,
};

int main(int count, char **arguments)
{
    if (count != 4) {
        fprintf(stderr, "usage: logdisk IMAGE LOG MOUNTPOINT\n");
        return 2;
    }
    struct stat status;
    int image = open(arguments[1], O_RDONLY | O_CLOEXEC);
    log_file = open(arguments[2], O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600);
    if (image < 0 || log_file < 0 || fstat(image, &status) < 0) {
        perror("logdisk");
        return 1;
    }
    size = status.st_size;
    content = mmap(NULL, (size_t)size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_NORESERVE, image, 0);
    if (content == MAP_FAILED) {
        perror("logdisk: mmap");
        return 1;
    }
    char *fuse[] = { arguments[0], "-s", "-f", arguments[3], NULL };
    return fuse_main(4, fuse, &operations, NULL);
}
