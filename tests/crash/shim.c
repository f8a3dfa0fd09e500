/*
 * Records what a program does to the files under one folder, and can kill it at the n-th of these calls.
 *
 * Loaded with LD_PRELOAD, so that SQLite's calls and Python's own go through it alike. Nothing is recorded until
 * `crash_watch` is called. One record for each call that succeeded, in the order in which they happened:
 * tests/crash/shim.py reads them. What is mapped into memory (SQLite's index of the write-ahead log) is not seen.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#define MOST_HANDLES 4096
#define REAL(name) \
    static __typeof__(&name) real; \
    if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

enum { OPENED = 1, CLOSED, WRITTEN, TRUNCATED, SYNCED, RENAMED, LINKED, UNLINKED, MADE, REMOVED };

struct record {
    uint32_t call;
    int32_t handle;
    int64_t offset;
    int64_t length;
    uint32_t path_length;
    uint32_t second_length;
};

static pthread_mutex_t one_at_a_time = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static char watched[4096];
static size_t watched_length;
static int trace = -1;
static long kill_at, calls;
static char is_watched[MOST_HANDLES];

/* Begin: `folder` is absolute and without links; the records go to the handle `into`, -1 for none. The process is
 * killed before its call number `kill_number`, from 1; 0 for never. */
void crash_watch(const char *folder, int into, long kill_number)
{
    watched_length = strlen(folder);
    memcpy(watched, folder, watched_length + 1);
    trace = into;
    kill_at = kill_number;
}

static int is_within(const char *path)
{
    return watched_length && !strncmp(path, watched, watched_length) &&
           (path[watched_length] == '/' || !path[watched_length]);
}

static int is_ours(int handle)
{
    return handle >= 0 && handle < MOST_HANDLES && is_watched[handle];
}

static void enter(int counts)
{
    pthread_mutex_lock(&one_at_a_time);
    if (counts && ++calls == kill_at) {
        kill(getpid(), SIGKILL);
        pause();
    }
}

static void put(const void *bytes, size_t length)
{
    REAL(write);
    while (length) {
        ssize_t done = real(trace, bytes, length);
        if (done <= 0) _exit(97);
        bytes = (const char *)bytes + done;
        length -= (size_t)done;
    }
}

static void keep(uint32_t call, int handle, int64_t offset, int64_t length, const char *path, const char *second)
{
    if (trace < 0) return;
    int error = errno;
    struct record record = {call, handle, offset, length, 0, 0};
    record.path_length = path ? (uint32_t)strlen(path) : 0;
    record.second_length = second ? (uint32_t)strlen(second) : 0;
    put(&record, sizeof record);
    if (path) put(path, record.path_length);
    if (second) put(second, record.second_length);
    errno = error;
}

static void leave(void)
{
    pthread_mutex_unlock(&one_at_a_time);
}

/* -- opening and closing ------------------------------------------------------------------------------------- */

static int kept_open(int handle, const char *path, int flags)
{
    if (handle >= MOST_HANDLES) _exit(98);
    if (handle >= 0) {
        is_watched[handle] = 1;
        keep(OPENED, handle, flags, 0, path, NULL);
    }
    leave();
    return handle;
}

#define OPENING(name, parameters, path, arguments) \
    int name parameters \
    { \
        REAL(name); \
        mode_t mode = 0; \
        if (flags & (O_CREAT | O_TMPFILE)) { \
            va_list rest; \
            va_start(rest, flags); \
            mode = va_arg(rest, mode_t); \
            va_end(rest); \
        } \
        if (!is_within(path)) return real arguments; \
        enter(flags & (O_CREAT | O_TRUNC)); \
        return kept_open(real arguments, path, flags); \
    }

OPENING(open, (const char *path, int flags, ...), path, (path, flags, mode))
OPENING(open64, (const char *path, int flags, ...), path, (path, flags, mode))
OPENING(openat, (int folder, const char *path, int flags, ...), path, (folder, path, flags, mode))
OPENING(openat64, (int folder, const char *path, int flags, ...), path, (folder, path, flags, mode))

int close(int handle)
{
    REAL(close);
    if (!is_ours(handle)) return real(handle);
    enter(0);
    is_watched[handle] = 0;
    keep(CLOSED, handle, 0, 0, NULL, NULL);
    int result = real(handle);
    leave();
    return result;
}

/* -- contents ------------------------------------------------------------------------------------------------ */

static ssize_t kept_written(ssize_t done, int handle, const void *bytes, off_t offset)
{
    if (done > 0) {
        keep(WRITTEN, handle, offset < 0 ? lseek(handle, 0, SEEK_CUR) - done : offset, done, NULL, NULL);
        if (trace >= 0) put(bytes, (size_t)done);
    }
    leave();
    return done;
}

ssize_t write(int handle, const void *bytes, size_t length)
{
    REAL(write);
    if (!is_ours(handle)) return real(handle, bytes, length);
    enter(1);
    return kept_written(real(handle, bytes, length), handle, bytes, -1);
}

ssize_t pwrite(int handle, const void *bytes, size_t length, off_t offset)
{
    REAL(pwrite);
    if (!is_ours(handle)) return real(handle, bytes, length, offset);
    enter(1);
    return kept_written(real(handle, bytes, length, offset), handle, bytes, offset);
}

ssize_t pwrite64(int handle, const void *bytes, size_t length, off64_t offset)
{
    REAL(pwrite64);
    if (!is_ours(handle)) return real(handle, bytes, length, offset);
    enter(1);
    return kept_written(real(handle, bytes, length, offset), handle, bytes, offset);
}

/* Each part is a call of its own: a program may be stopped between them. */
ssize_t writev(int handle, const struct iovec *parts, int count)
{
    REAL(writev);
    if (!is_ours(handle)) return real(handle, parts, count);
    ssize_t done = 0;
    for (int part = 0; part < count; part++) {
        ssize_t more = write(handle, parts[part].iov_base, parts[part].iov_len);
        if (more < 0) return done ? done : more;
        done += more;
        if ((size_t)more < parts[part].iov_len) break;
    }
    return done;
}

#define TRUNCATING(name, offset) \
    int name(int handle, offset length) \
    { \
        REAL(name); \
        if (!is_ours(handle)) return real(handle, length); \
        enter(1); \
        int result = real(handle, length); \
        if (!result) keep(TRUNCATED, handle, length, 0, NULL, NULL); \
        leave(); \
        return result; \
    }

TRUNCATING(ftruncate, off_t)
TRUNCATING(ftruncate64, off64_t)

#define SYNCING(name) \
    int name(int handle) \
    { \
        REAL(name); \
        if (!is_ours(handle)) return real(handle); \
        enter(1); \
        int result = real(handle); \
        if (!result) keep(SYNCED, handle, 0, 0, NULL, NULL); \
        leave(); \
        return result; \
    }

SYNCING(fsync)
SYNCING(fdatasync)

/* -- folders ------------------------------------------------------------------------------------------------- */

#define NAMING(call, name, parameters, watched_path, arguments, first, second) \
    int name parameters \
    { \
        REAL(name); \
        if (!is_within(watched_path)) return real arguments; \
        enter(1); \
        int result = real arguments; \
        if (!result) keep(call, -1, 0, 0, first, second); \
        leave(); \
        return result; \
    }

NAMING(RENAMED, rename, (const char *old, const char *new), new, (old, new), old, new)
NAMING(RENAMED, renameat, (int from, const char *old, int to, const char *new), new, (from, old, to, new), old, new)
NAMING(LINKED, link, (const char *old, const char *new), new, (old, new), old, new)
NAMING(LINKED, linkat, (int from, const char *old, int to, const char *new, int flags), new,
       (from, old, to, new, flags), old, new)
NAMING(UNLINKED, unlink, (const char *path), path, (path), path, NULL)
NAMING(MADE, mkdir, (const char *path, mode_t mode), path, (path, mode), path, NULL)
NAMING(MADE, mkdirat, (int folder, const char *path, mode_t mode), path, (folder, path, mode), path, NULL)
NAMING(REMOVED, rmdir, (const char *path), path, (path), path, NULL)

int unlinkat(int folder, const char *path, int flags)
{
    REAL(unlinkat);
    if (!is_within(path)) return real(folder, path, flags);
    enter(1);
    int result = real(folder, path, flags);
    if (!result) keep(flags & AT_REMOVEDIR ? REMOVED : UNLINKED, -1, 0, 0, path, NULL);
    leave();
    return result;
}
