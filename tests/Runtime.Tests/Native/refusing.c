/*
 * refusing SOURCE CALLS ERRNO MODE MOUNTPOINT [OPTIONS…]: a FUSE file system that shows the folder SOURCE and does what it is asked to,
 * but answers CALLS (names with commas between: chmod,chown,link,rename,setxattr,getxattr,listxattr,removexattr,utimens,statfs) with ERRNO.
 * "rename" refuses flags alone. Where MODE (octal) is not 0, every file shows that one, and root as its owner, as on file systems that keep neither.
 */
#define FUSE_USE_VERSION 31
#define _GNU_SOURCE
#include <fuse3/fuse.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/xattr.h>
#include <unistd.h>

static const char *source, *refused;
static int error;
static mode_t shown;

static const char *real(const char *path, char *buffer)
{
    snprintf(buffer, PATH_MAX, "%s%s", source, path);
    return buffer;
}

#define REAL(path) real(path, (char[PATH_MAX]){0})

static int refuses(const char *call)
{
    size_t length = strlen(call);
    for (const char *at = refused; (at = strstr(at, call)) != NULL; at += length)
        if ((at == refused || at[-1] == ',') && (at[length] == 0 || at[length] == ','))
            return 1;
    return 0;
}

#define REFUSE(call) do { if (refuses(call)) return -error; } while (0)

static int result(int value) { return value < 0 ? -errno : value; }

static int get(const char *path, struct stat *status, struct fuse_file_info *info)
{
    int value = info != NULL ? fstat(info->fh, status) : lstat(REAL(path), status);
    if (value == 0 && shown != 0) {
        status->st_mode = (status->st_mode & S_IFMT) | shown;
        status->st_uid = status->st_gid = 0;
    }
    return result(value);
}

static int list(const char *path, void *buffer, fuse_fill_dir_t fill, off_t offset, struct fuse_file_info *info,
                enum fuse_readdir_flags flags)
{
    (void)offset, (void)info, (void)flags;
    DIR *directory = opendir(REAL(path));
    if (directory == NULL)
        return -errno;
    for (struct dirent *entry; (entry = readdir(directory)) != NULL;)
        fill(buffer, entry->d_name, NULL, 0, 0);
    closedir(directory);
    return 0;
}

static int give(const char *path)
{
    struct fuse_context *caller = fuse_get_context();
    return result(lchown(REAL(path), caller->uid, caller->gid));
}

static int create(const char *path, mode_t mode, struct fuse_file_info *info)
{
    int file = open(REAL(path), info->flags | O_CREAT, mode);
    if (file < 0)
        return -errno;
    info->fh = file;
    return give(path);
}

static int open_file(const char *path, struct fuse_file_info *info)
{
    int file = open(REAL(path), info->flags & ~O_NOFOLLOW);
    info->fh = file;
    return file < 0 ? -errno : 0;
}

static int close_file(const char *path, struct fuse_file_info *info)
{
    (void)path;
    return result(close(info->fh));
}

static int read_file(const char *path, char *buffer, size_t size, off_t offset, struct fuse_file_info *info)
{
    (void)path;
    return result(pread(info->fh, buffer, size, offset));
}

static int write_file(const char *path, const char *data, size_t size, off_t offset, struct fuse_file_info *info)
{
    (void)path;
    return result(pwrite(info->fh, data, size, offset));
}

static int cut(const char *path, off_t size, struct fuse_file_info *info)
{
    return result(info != NULL ? ftruncate(info->fh, size) : truncate(REAL(path), size));
}

static int make_directory(const char *path, mode_t mode)
{
    return mkdir(REAL(path), mode) < 0 ? -errno : give(path);
}

static int move(const char *from, const char *to, unsigned flags)
{
    if (flags != 0)
        REFUSE("rename");
    return result(renameat2(AT_FDCWD, REAL(from), AT_FDCWD, REAL(to), flags));
}

static int link_file(const char *from, const char *to) { REFUSE("link"); return result(link(REAL(from), REAL(to))); }
static int unlink_file(const char *path) { return result(unlink(REAL(path))); }
static int remove_directory(const char *path) { return result(rmdir(REAL(path))); }

static int change_mode(const char *path, mode_t mode, struct fuse_file_info *info)
{
    (void)info;
    REFUSE("chmod");
    return result(chmod(REAL(path), mode));
}

static int change_owner(const char *path, uid_t owner, gid_t group, struct fuse_file_info *info)
{
    (void)info;
    REFUSE("chown");
    return result(lchown(REAL(path), owner, group));
}

static int set_attribute(const char *path, const char *name, const char *value, size_t size, int flags)
{
    REFUSE("setxattr");
    return result(lsetxattr(REAL(path), name, value, size, flags));
}

static int get_attribute(const char *path, const char *name, char *value, size_t size)
{
    REFUSE("getxattr");
    return result(lgetxattr(REAL(path), name, value, size));
}

static int list_attributes(const char *path, char *names, size_t size)
{
    REFUSE("listxattr");
    return result(llistxattr(REAL(path), names, size));
}

static int remove_attribute(const char *path, const char *name)
{
    REFUSE("removexattr");
    return result(lremovexattr(REAL(path), name));
}

static int sync_file(const char *path, int data, struct fuse_file_info *info)
{
    (void)path;
    return result(data ? fdatasync(info->fh) : fsync(info->fh));
}

static int set_times(const char *path, const struct timespec times[2], struct fuse_file_info *info)
{
    (void)info;
    REFUSE("utimens");
    return result(utimensat(AT_FDCWD, REAL(path), times, AT_SYMLINK_NOFOLLOW));
}

static int measure(const char *path, struct statvfs *status)
{
    REFUSE("statfs");
    return result(statvfs(REAL(path), status));
}

static const struct fuse_operations operations = {
    .getattr = get, .readdir = list, .create = create, .open = open_file, .release = close_file, .read = read_file,
    .write = write_file, .truncate = cut, .mkdir = make_directory, .rename = move, .link = link_file,
    .unlink = unlink_file, .rmdir = remove_directory, .chmod = change_mode, .chown = change_owner,
    .setxattr = set_attribute, .getxattr = get_attribute, .listxattr = list_attributes,
    .removexattr = remove_attribute, .fsync = sync_file, .statfs = measure, .utimens = set_times,
};

int main(int count, char *arguments[])
{
    if (count < 6)
        return 2;
    source = arguments[1];
    refused = arguments[2];
    error = atoi(arguments[3]);
    shown = strtol(arguments[4], NULL, 8);
    umask(0);
    arguments[4] = arguments[0];
    return fuse_main(count - 4, arguments + 4, &operations, NULL);
}
