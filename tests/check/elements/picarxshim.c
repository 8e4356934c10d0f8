/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/* Or open() would be another name of open64() in here. */
#undef _FILE_OFFSET_BITS

#include "picarxshim.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/gpio.h>
#include <linux/i2c-dev.h>
#include <linux/i2c.h>
#include <stdarg.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* Found before the C library's by everything in the process. */
#define SEEN_BY_ALL __attribute__ ((visibility ("default")))

typedef enum
{
  NOT_OURS,
  I2C,
  CHIP,
  OTHER_CHIP,
  LINES,
  ECHO,
} Kind;

#define MAX_FD 256

Shim shim = {.address = 0x14 };

/* Protects all that follows, and shim. */
static GMutex lock;
static GCond changed;
static Kind kinds[MAX_FD];
static gboolean resetting[MAX_FD];      /* of the lines behind it */
static guint8 offsets[MAX_FD][2];
static guint n_offsets[MAX_FD];
static guint slave;
static guint converted;         /* read byte by byte, the high one first */
static guint echo_edges;        /* to be read */
static gboolean hanging;
static gboolean written;        /* anything since it was opened */
static gint log_fd = -1;
static gboolean log_stamped;
static GString *text;

void
shim_lock (void)
{
  g_mutex_lock (&lock);
}

void
shim_unlock (void)
{
  g_mutex_unlock (&lock);
}

void
shim_release (void)
{
  g_mutex_lock (&lock);
  shim.hang = FALSE;
  g_cond_broadcast (&changed);
  g_mutex_unlock (&lock);
}

void
shim_wait_hanging (void)
{
  g_mutex_lock (&lock);
  while (!hanging)
    g_cond_wait (&changed, &lock);
  g_mutex_unlock (&lock);
}

gchar *
shim_log (void)
{
  g_mutex_lock (&lock);
  gchar *copy = g_strdup (text != NULL ? text->str : "");
  g_mutex_unlock (&lock);
  return copy;
}

guint
shim_n_open (void)
{
  guint n = 0;

  g_mutex_lock (&lock);
  for (guint i = 0; i < MAX_FD; i++)
    n += kinds[i] != NOT_OURS;
  g_mutex_unlock (&lock);
  return n;
}

static gint
fail_with (gint number)
{
  errno = number;
  return -1;
}

static void
write_log (const gchar * what)
{
  struct timespec now;
  gchar line[128];
  gsize n = 0;

  if (log_stamped) {
    clock_gettime (CLOCK_MONOTONIC, &now);
    n = g_snprintf (line, sizeof line, "%" G_GINT64_FORMAT ".%09ld ",
        (gint64) now.tv_sec, now.tv_nsec);
  }
  n += g_snprintf (line + n, sizeof line - n, "%s\n", what);
  g_assert (write (log_fd, line, n) == (gssize) n);
}

static void
G_GNUC_PRINTF (1, 2)
note_locked (const gchar * format, ...)
{
  gchar what[64];
  va_list args;

  va_start (args, format);
  g_vsnprintf (what, sizeof what, format, args);
  va_end (args);
  if (log_fd >= 0) {
    write_log (what);
    return;
  }
  if (text == NULL)
    text = g_string_new (NULL);
  if (text->len > 0)
    g_string_append (text, "; ");
  g_string_append (text, what);
}

void
shim_log_to (gint fd, gboolean stamped)
{
  g_mutex_lock (&lock);
  log_fd = fd;
  log_stamped = stamped;
  g_mutex_unlock (&lock);
}

void
shim_adopt (gint i2c, gint chip)
{
  g_mutex_lock (&lock);
  kinds[i2c] = I2C;
  kinds[chip] = CHIP;
  slave = shim.address;
  g_mutex_unlock (&lock);
}

/* A descriptor that is really one, so that nobody else gets its number. */
static gint
new_fd_locked (Kind kind)
{
  gint fd = eventfd (0, EFD_CLOEXEC);

  g_assert (fd >= 0 && fd < MAX_FD);
  kinds[fd] = kind;
  return fd;
}

/* The chip of the header's lines is not always the first. */
static gint
open_locked (const gchar * path)
{
  if (g_str_has_prefix (path, "/dev/i2c-")) {
    if (shim.open_i2c != 0)
      return fail_with (shim.open_i2c);
    note_locked ("open i2c");
    written = FALSE;
    return new_fd_locked (I2C);
  }
  if (shim.open_chip != 0)
    return fail_with (shim.open_chip);
  if (g_str_equal (path, "/dev/gpiochip4"))
    return new_fd_locked (CHIP);
  if (g_str_equal (path, "/dev/gpiochip0"))
    return new_fd_locked (OTHER_CHIP);
  return fail_with (ENOENT);
}

static gint
open_any (const gchar * path, gint flags, gint mode)
{
  if (!g_str_has_prefix (path, "/dev/i2c-")
      && !g_str_has_prefix (path, "/dev/gpiochip"))
    return (gint) syscall (SYS_openat, AT_FDCWD, path, flags, mode);
  g_mutex_lock (&lock);
  gint fd = open_locked (path);
  g_mutex_unlock (&lock);
  return fd;
}

static void
pass_time_locked (void)
{
  gint64 end = g_get_monotonic_time () + shim.delay * G_GINT64_CONSTANT (1000);

  hanging = shim.hang;
  g_cond_broadcast (&changed);
  while (shim.hang)
    g_cond_wait (&changed, &lock);
  hanging = FALSE;
  while (shim.delay > 0 && g_cond_wait_until (&changed, &lock, end));
}

static gint
smbus_locked (struct i2c_smbus_ioctl_data *transfer)
{
  pass_time_locked ();
  if (shim.address == 0 || slave != shim.address)
    return fail_with (EREMOTEIO);
  if (transfer->read_write == I2C_SMBUS_READ) {
    if (shim.read != 0 && written)
      return fail_with (shim.read);
    transfer->data->byte = converted >> 8 & 0xff;
    converted = (converted & 0xff) << 8;
    return 0;
  }
  if (shim.after > 0) {
    shim.after--;
  } else if (shim.failures != 0) {
    if (shim.failures > 0)
      shim.failures--;
    return fail_with (shim.write);
  }
  written = TRUE;
  if (transfer->size != I2C_SMBUS_WORD_DATA) {
    note_locked ("odd transfer");
    return fail_with (EINVAL);
  }
  if (transfer->command == 0x13)
    converted = shim.battery != 0 ? shim.battery : 3061;
  else if (transfer->command >= 0x15 && transfer->command <= 0x17)
    converted = shim.grayscale[0x17 - transfer->command];
  /* As it goes over the wire: the low byte of the word is first. */
  note_locked ("I2C %02X %02X %02X %02X", slave, transfer->command,
      transfer->data->word & 0xff, transfer->data->word >> 8);
  return 0;
}

static gint
i2c_locked (gulong request, gulong argument)
{
  if (shim.not_i2c)
    return fail_with (ENOTTY);
  switch (request) {
    case I2C_FUNCS:
      *(gulong *) argument = shim.functions != 0 ? shim.functions
          : I2C_FUNC_SMBUS_READ_BYTE | I2C_FUNC_SMBUS_WRITE_WORD_DATA;
      return 0;
    case I2C_SLAVE:
      if (shim.slave != 0)
        return fail_with (shim.slave);
      slave = argument;
      return 0;
    case I2C_SMBUS:
      return smbus_locked ((struct i2c_smbus_ioctl_data *) argument);
    default:
      return fail_with (EINVAL);
  }
}

static gint
request_locked (struct gpio_v2_line_request *request)
{
  if (shim.request != 0)
    return fail_with (shim.request);
  gboolean input = request->config.flags & GPIO_V2_LINE_FLAG_INPUT;
  gint fd = new_fd_locked (input ? ECHO : LINES);

  request->fd = fd;
  if (input) {
    note_locked ("GPIO %u in", request->offsets[0]);
    return 0;
  }
  n_offsets[fd] = request->num_lines;
  for (guint i = 0; i < request->num_lines && i < 2; i++) {
    offsets[fd][i] = request->offsets[i];
    note_locked ("GPIO %u %u", request->offsets[i],
        (guint) (request->config.attrs[0].attr.values >> i & 1));
  }
  resetting[fd] = request->offsets[0] == 5;
  return 0;
}

static gint
chip_locked (Kind kind, gulong request, gulong argument)
{
  switch (request) {
    case GPIO_GET_CHIPINFO_IOCTL:{
      struct gpiochip_info *info = (struct gpiochip_info *) argument;

      g_strlcpy (info->label, kind == CHIP ? "pinctrl-rp1" : "brcmvirt-gpio",
          sizeof info->label);
      return 0;
    }
    case GPIO_V2_GET_LINEINFO_IOCTL:{
      struct gpio_v2_line_info *info = (struct gpio_v2_line_info *) argument;

      info->flags = GPIO_V2_LINE_FLAG_USED;
      g_strlcpy (info->consumer, shim.consumer, sizeof info->consumer);
      return 0;
    }
    case GPIO_V2_GET_LINE_IOCTL:
      return request_locked ((struct gpio_v2_line_request *) argument);
    default:
      return fail_with (EINVAL);
  }
}

static gint
lines_locked (gint fd, gulong request, gulong argument)
{
  const struct gpio_v2_line_values *values =
      (const struct gpio_v2_line_values *) argument;

  if (request != GPIO_V2_LINE_SET_VALUES_IOCTL)
    return fail_with (EINVAL);
  if (offsets[fd][0] == 27) {
    echo_edges = shim.echo != 0 && !(values->bits & 1) ? 2 : 0;
    return 0;
  }
  if (offsets[fd][0] == 5 && (values->bits & 1) && shim.cure > 0
      && --shim.cure == 0)
    shim.failures = 0;
  if (offsets[fd][0] == 23 && shim.set != 0)
    return fail_with (shim.set);
  for (guint i = 0; i < n_offsets[fd]; i++)
    if (values->mask >> i & 1)
      note_locked ("GPIO %u %u", offsets[fd][i],
          (guint) (values->bits >> i & 1));
  return 0;
}

/* The C library's, replaced. */

int open64 (const char *path, int flags, ...);

SEEN_BY_ALL int
open (const char *path, int flags, ...)
{
  va_list args;

  va_start (args, flags);
  gint mode = flags & O_CREAT ? va_arg (args, gint) : 0;
  va_end (args);
  return open_any (path, flags, mode);
}

SEEN_BY_ALL int
open64 (const char *path, int flags, ...)
{
  va_list args;

  va_start (args, flags);
  gint mode = flags & O_CREAT ? va_arg (args, gint) : 0;
  va_end (args);
  return open_any (path, flags, mode);
}

SEEN_BY_ALL int
ioctl (int fd, unsigned long request, ...)
{
  va_list args;
  gint ret;

  va_start (args, request);
  gulong argument = va_arg (args, gulong);
  va_end (args);
  if (fd < 0 || fd >= MAX_FD)
    return (gint) syscall (SYS_ioctl, fd, request, argument);

  g_mutex_lock (&lock);
  switch (kinds[fd]) {
    case I2C:
      ret = i2c_locked (request, argument);
      break;
    case CHIP:
    case OTHER_CHIP:
      ret = chip_locked (kinds[fd], request, argument);
      break;
    case LINES:
      ret = lines_locked (fd, request, argument);
      break;
    default:
      ret = (gint) syscall (SYS_ioctl, fd, request, argument);
      break;
  }
  g_mutex_unlock (&lock);
  return ret;
}

/* All our descriptors would be the same file to the kernel. */
SEEN_BY_ALL int
flock (int fd, int operation)
{
  if (fd < 0 || fd >= MAX_FD)
    return (gint) syscall (SYS_flock, fd, operation);
  g_mutex_lock (&lock);
  gboolean ours = kinds[fd] != NOT_OURS;
  gint number = shim.taken;
  g_mutex_unlock (&lock);
  if (!ours)
    return (gint) syscall (SYS_flock, fd, operation);
  return number != 0 ? fail_with (number) : 0;
}

static gssize
read_edge_locked (gpointer buffer)
{
  struct gpio_v2_line_event event = { 0 };

  if (echo_edges == 0)
    return fail_with (EAGAIN);
  event.id = echo_edges == 2 ? GPIO_V2_LINE_EVENT_RISING_EDGE
      : GPIO_V2_LINE_EVENT_FALLING_EDGE;
  event.timestamp_ns = 1000 + (echo_edges == 2 ? 0 : shim.echo);
  echo_edges--;
  memcpy (buffer, &event, sizeof event);
  return sizeof event;
}

SEEN_BY_ALL ssize_t
read (int fd, void *buffer, size_t size)
{
  gssize ret = 0;

  if (fd < 0 || fd >= MAX_FD)
    return syscall (SYS_read, fd, buffer, size);
  g_mutex_lock (&lock);
  gboolean echo = kinds[fd] == ECHO;
  if (echo)
    ret = read_edge_locked (buffer);
  g_mutex_unlock (&lock);
  return echo ? ret : syscall (SYS_read, fd, buffer, size);
}

SEEN_BY_ALL int
close (int fd)
{
  g_mutex_lock (&lock);
  if (fd >= 0 && fd < MAX_FD && kinds[fd] != NOT_OURS) {
    if (kinds[fd] == I2C)
      note_locked ("close i2c");
    else if (kinds[fd] == LINES && offsets[fd][0] != 27)
      note_locked (resetting[fd] ? "release reset" : "release lines");
    kinds[fd] = NOT_OURS;
  }
  g_mutex_unlock (&lock);
  return (gint) syscall (SYS_close, fd);
}
