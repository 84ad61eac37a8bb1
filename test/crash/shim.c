/*
 * Preloaded into a desk (LD_PRELOAD) to see, and to spoil, what it writes below one folder.
 *
 *   CRASH_FOLDER  the folder whose files are followed
 *   CRASH_TRACE   a file that gets one record for each write, truncation, sync, creation, removal and renaming
 *   CRASH_FAIL    "AT:ERRNO:COUNT": from the AT-th change on (counted from 1), COUNT of them fail with that error
 *   CRASH_COUNT   a file that gets the number of changes, as text, at the end of the process
 *
 * A record: op (u8), file (u32, numbered as they are opened), offset (i64), length (u32), then length bytes: the data
 * of a write, the path of a creation, removal or renaming ("from\nto").
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { OPENED = 1, WRITTEN, TRUNCATED, SYNCED, REMOVED, RENAMED, DIRECTORY_SYNCED };
enum { MOST = 65536 };

static char folder[4096];
static size_t folder_length;
static int trace = -1;
static long fail_at, fail_errno, fail_count;
static long changes;
static char count_file[4096];
static int32_t followed[MOST]; /* by descriptor: 0 not followed, -1 a followed folder, else the file's number */
static char *paths[MOST];
static int path_count;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void put(const void *bytes, size_t length) {
  const char *at = bytes;
  while (length > 0) {
    long done = syscall(SYS_write, trace, at, length);
    if (done <= 0) abort();
    at += done;
    length -= (size_t)done;
  }
}

static void record(uint8_t op, uint32_t file, int64_t offset, const void *bytes, uint32_t length) {
  if (trace < 0) return;
  char head[17];
  head[0] = (char)op;
  memcpy(head + 1, &file, 4);
  memcpy(head + 5, &offset, 8);
  memcpy(head + 13, &length, 4);
  put(head, sizeof head);
  if (length > 0) put(bytes, length);
}

__attribute__((constructor)) static void begin(void) {
  const char *where = getenv("CRASH_FOLDER");
  if (!where) return;
  if (!realpath(where, folder)) abort();
  folder_length = strlen(folder);
  const char *to = getenv("CRASH_TRACE");
  if (to) trace = (int)syscall(SYS_openat, AT_FDCWD, to, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  const char *fail = getenv("CRASH_FAIL");
  if (fail && sscanf(fail, "%ld:%ld:%ld", &fail_at, &fail_errno, &fail_count) != 3) abort();
  const char *count = getenv("CRASH_COUNT");
  if (count) strncpy(count_file, count, sizeof count_file - 1);
}

__attribute__((destructor)) static void end(void) {
  if (!count_file[0]) return;
  int to = (int)syscall(SYS_openat, AT_FDCWD, count_file, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  char text[32];
  int length = snprintf(text, sizeof text, "%ld", changes);
  syscall(SYS_write, to, text, (size_t)length);
  syscall(SYS_close, to);
}

static int below(const char *path) {
  return folder_length > 0 && strncmp(path, folder, folder_length) == 0 &&
         (path[folder_length] == '/' || path[folder_length] == 0);
}

/* Shared memory of the log is rebuilt after a loss of power: it is no record of anything. */
static int uninteresting(const char *path) {
  size_t length = strlen(path);
  return length > 4 && strcmp(path + length - 4, "-shm") == 0;
}

/* True when this change is one that must fail; counts it. */
static int spoiled(void) {
  pthread_mutex_lock(&lock);
  changes++;
  int now = fail_count > 0 && changes >= fail_at && changes < fail_at + fail_count;
  pthread_mutex_unlock(&lock);
  if (now) errno = (int)fail_errno;
  return now;
}

static uint32_t number_of(const char *path) {
  for (int at = 0; at < path_count; at++)
    if (strcmp(paths[at], path) == 0) return (uint32_t)at + 1;
  if (path_count >= MOST) abort();
  paths[path_count++] = strdup(path);
  return (uint32_t)path_count;
}

static int follow(int descriptor, int flags) {
  if (descriptor < 0 || descriptor >= MOST || folder_length == 0) return descriptor;
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  ssize_t length = readlink(link, path, sizeof path - 1);
  followed[descriptor] = 0;
  if (length <= 0) return descriptor;
  path[length] = 0;
  if (!below(path) || uninteresting(path)) return descriptor;
  struct stat about;
  if (fstat(descriptor, &about) == 0 && S_ISDIR(about.st_mode)) {
    followed[descriptor] = -1;
    return descriptor;
  }
  pthread_mutex_lock(&lock);
  followed[descriptor] = (int32_t)number_of(path);
  record(OPENED, (uint32_t)followed[descriptor], 0, path, (uint32_t)length);
  if (flags & O_TRUNC) record(TRUNCATED, (uint32_t)followed[descriptor], 0, NULL, 0);
  pthread_mutex_unlock(&lock);
  return descriptor;
}

static int32_t file_of(int descriptor) { return descriptor >= 0 && descriptor < MOST ? followed[descriptor] : 0; }

static int mode_of(int flags, va_list rest) { return (flags & (O_CREAT | O_TMPFILE)) ? va_arg(rest, int) : 0; }

#define OPENING(name)                                                                                                  \
  int name(const char *path, int flags, ...) {                                                                         \
    va_list rest;                                                                                                      \
    va_start(rest, flags);                                                                                             \
    int mode = mode_of(flags, rest);                                                                                   \
    va_end(rest);                                                                                                      \
    return follow((int)syscall(SYS_openat, AT_FDCWD, path, flags, mode), flags);                                       \
  }
OPENING(open)
OPENING(open64)

#define OPENING_AT(name)                                                                                               \
  int name(int at, const char *path, int flags, ...) {                                                                 \
    va_list rest;                                                                                                      \
    va_start(rest, flags);                                                                                             \
    int mode = mode_of(flags, rest);                                                                                   \
    va_end(rest);                                                                                                      \
    return follow((int)syscall(SYS_openat, at, path, flags, mode), flags);                                             \
  }
OPENING_AT(openat)
OPENING_AT(openat64)

int close(int descriptor) {
  if (descriptor >= 0 && descriptor < MOST) followed[descriptor] = 0;
  return (int)syscall(SYS_close, descriptor);
}

static ssize_t written(int descriptor, const void *bytes, ssize_t length, int64_t offset) {
  if (length > 0) {
    pthread_mutex_lock(&lock);
    record(WRITTEN, (uint32_t)file_of(descriptor), offset, bytes, (uint32_t)length);
    pthread_mutex_unlock(&lock);
  }
  return length;
}

#define POSITIONED(name, offset_type)                                                                                  \
  ssize_t name(int descriptor, const void *bytes, size_t length, offset_type offset) {                                 \
    if (file_of(descriptor) <= 0) return syscall(SYS_pwrite64, descriptor, bytes, length, offset);                     \
    if (spoiled()) return -1;                                                                                          \
    return written(descriptor, bytes, syscall(SYS_pwrite64, descriptor, bytes, length, offset), offset);               \
  }
POSITIONED(pwrite, off_t)
POSITIONED(pwrite64, off64_t)

ssize_t write(int descriptor, const void *bytes, size_t length) {
  if (file_of(descriptor) <= 0) return syscall(SYS_write, descriptor, bytes, length);
  if (spoiled()) return -1;
  ssize_t done = syscall(SYS_write, descriptor, bytes, length);
  int64_t after = syscall(SYS_lseek, descriptor, 0, SEEK_CUR);
  return written(descriptor, bytes, done, after - (done > 0 ? done : 0));
}

ssize_t writev(int descriptor, const struct iovec *parts, int count) {
  if (file_of(descriptor) <= 0) return syscall(SYS_writev, descriptor, parts, count);
  ssize_t total = 0;
  for (int at = 0; at < count; at++) {
    ssize_t done = write(descriptor, parts[at].iov_base, parts[at].iov_len);
    if (done < 0) return total > 0 ? total : -1;
    total += done;
    if ((size_t)done < parts[at].iov_len) break;
  }
  return total;
}

static int cut(int descriptor, int64_t length) {
  if (file_of(descriptor) <= 0) return (int)syscall(SYS_ftruncate, descriptor, length);
  if (spoiled()) return -1;
  int done = (int)syscall(SYS_ftruncate, descriptor, length);
  if (done == 0) {
    pthread_mutex_lock(&lock);
    record(TRUNCATED, (uint32_t)file_of(descriptor), length, NULL, 0);
    pthread_mutex_unlock(&lock);
  }
  return done;
}
int ftruncate(int descriptor, off_t length) { return cut(descriptor, length); }
int ftruncate64(int descriptor, off64_t length) { return cut(descriptor, length); }

static int synced(int descriptor, long call) {
  int32_t file = file_of(descriptor);
  if (file == 0) return (int)syscall(call, descriptor);
  if (spoiled()) return -1;
  int done = (int)syscall(call, descriptor);
  if (done == 0) {
    pthread_mutex_lock(&lock);
    record(file < 0 ? DIRECTORY_SYNCED : SYNCED, file < 0 ? 0 : (uint32_t)file, 0, NULL, 0);
    pthread_mutex_unlock(&lock);
  }
  return done;
}
int fsync(int descriptor) { return synced(descriptor, SYS_fsync); }
int fdatasync(int descriptor) { return synced(descriptor, SYS_fdatasync); }

int unlink(const char *path) {
  char whole[4096];
  int ours = realpath(path, whole) && below(whole) && !uninteresting(whole);
  if (ours && spoiled()) return -1;
  int done = (int)syscall(SYS_unlink, path);
  if (done == 0 && ours) {
    pthread_mutex_lock(&lock);
    record(REMOVED, number_of(whole), 0, whole, (uint32_t)strlen(whole));
    pthread_mutex_unlock(&lock);
  }
  return done;
}

int rename(const char *from, const char *to) {
  char whole[4096], both[8300], target[4096];
  int ours = realpath(from, whole) && below(whole);
  if (ours && spoiled()) return -1;
  int done = (int)syscall(SYS_rename, from, to);
  if (done == 0 && ours && realpath(to, target)) {
    int length = snprintf(both, sizeof both, "%s\n%s", whole, target);
    pthread_mutex_lock(&lock);
    record(RENAMED, number_of(whole), (int64_t)number_of(target), both, (uint32_t)length);
    pthread_mutex_unlock(&lock);
  }
  return done;
}
