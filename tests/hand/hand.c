/* Preloaded into the server under test: its clock and its disk lie in the test's hand.
 *
 * The test maps nothing and calls nothing: it writes two 64-bit numbers into a file that this library maps.
 * No number of the wall clock is faked for the monotonic clock, so timeouts go on as ever.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

struct hand {
    volatile int64_t now_us;    /* microseconds since 1970; 0: the machine's own clock */
    volatile int64_t disk_full; /* not 0: files in the data directory take no more bytes */
};

static struct hand *hand;

__attribute__((constructor)) static void open_hand(void) {
    const char *path = getenv("TEST_HAND");
    int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (fd < 0) return;
    void *page = mmap(NULL, sizeof(struct hand), PROT_READ, MAP_SHARED, fd, 0);
    close(fd);
    if (page != MAP_FAILED) hand = page;
}

#define REAL(name) \
    static __typeof__(name) *real; \
    if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

int clock_gettime(clockid_t clock, struct timespec *time) {
    REAL(clock_gettime);
    int64_t now = hand ? hand->now_us : 0;
    if (now == 0 || (clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE)) return real(clock, time);
    time->tv_sec = now / 1000000;
    time->tv_nsec = now % 1000000 * 1000;
    return 0;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
    struct timespec now;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &now);
    time->tv_sec = now.tv_sec;
    time->tv_usec = now.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *out) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (out) *out = now.tv_sec;
    return now.tv_sec;
}

/* Sockets, pipes and the log on descriptors 1 and 2 are no data. */
static int is_full(int fd) {
    struct stat file;
    return hand && hand->disk_full && fd > 2 && fstat(fd, &file) == 0 && S_ISREG(file.st_mode);
}

#define REFUSE_WHEN_FULL(fd) if (is_full(fd)) return errno = ENOSPC, -1

ssize_t write(int fd, const void *bytes, size_t count) {
    REAL(write);
    REFUSE_WHEN_FULL(fd);
    return real(fd, bytes, count);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) {
    REAL(pwrite);
    REFUSE_WHEN_FULL(fd);
    return real(fd, bytes, count, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at) {
    REAL(pwrite64);
    REFUSE_WHEN_FULL(fd);
    return real(fd, bytes, count, at);
}
