/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include <errno.h>
#include <fcntl.h>
#include <linux/i2c-dev.h>
#include <linux/i2c.h>
#include <math.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "edgeerror.h"
#include "picarxboard.h"
#include "picarxgpio.h"
#include "picarxlock.h"
#include "picarxmath.h"

/* SunFounder's identity of the HAT whose motors are wired in another way. */
#define HAT_V5_UUID "9daeea78-0000-076e-0032-582369ac3e02"

static const guint8 motor_lines[] = { PICARX_LINE_LEFT, PICARX_LINE_RIGHT };
static const guint8 reset_lines[] = { PICARX_LINE_RESET };
static const guint8 trigger_lines[] = { PICARX_LINE_TRIGGER };

/* Sound goes there and back at 340 m/s; in centimetres per nanosecond. */
#define ECHO_SCALE (340.0 * 100 / 1e9 / 2)
/* Beyond four metres the sensor guesses. */
#define MAX_DISTANCE 400.0

typedef struct
{
  PicarxBoard board;
  gchar *device;
  guint address;                /* 0 = not found yet */
  gint i2c;
  gint chip;
  gint motors;                  /* lines 23 and 24 */
  gint reset;                   /* line 5, only while needed */
  gint trigger;                 /* of the ultrasonic sensor, or -1 */
  gint echo;
  gint failure;                 /* errno of the last look for the controller */
} LinuxBoard;

static gint
smbus (LinuxBoard * self, guint8 read_write, guint8 command, guint32 size,
    union i2c_smbus_data *data)
{
  struct i2c_smbus_ioctl_data transfer = { read_write, command, size, data };

  return ioctl (self->i2c, I2C_SMBUS, &transfer);
}

/* A sentence for what the kernel said about a device or an address. */
static void
set_open_error (LinuxBoard * self, const gchar * doing, gint number,
    GError ** error)
{
  const gchar *device = self->device;
  EdgeError code = EDGE_ERROR_OPEN_READ_WRITE;
  g_autofree gchar *sentence = NULL;

  switch (number) {
    case ENOENT:
    case ENOTDIR:
    case ENODEV:
    case ENXIO:
      code = EDGE_ERROR_NOT_FOUND;
      sentence = g_strdup_printf ("There is no I2C device %s: switch I2C on "
          "(sudo raspi-config, Interface Options), or set i2c-device.", device);
      break;
    case EACCES:
    case EPERM:
      code = EDGE_ERROR_OPEN_WRITE;
      sentence = g_strdup_printf ("The I2C device %s may not be opened: add "
          "the user to the group i2c.", device);
      break;
    case EBUSY:
      code = EDGE_ERROR_BUSY;
      sentence = g_strdup_printf ("A driver of the kernel already uses the "
          "car's address on %s.", device);
      break;
    case ENOTTY:
    case EISDIR:
      code = EDGE_ERROR_SETTINGS;
      sentence = g_strdup_printf ("%s is no I2C device: set i2c-device to one, "
          "as in /dev/i2c-1, or to simulated to try without a car.", device);
      break;
    default:
      sentence = g_strdup_printf ("The I2C device %s could not be opened.",
          device);
      break;
  }
  edge_set_error (error, code, sentence, "%s: %s", doing, g_strerror (number));
}

/* What it said about a transfer. */
static void
set_transfer_error (LinuxBoard * self, const gchar * doing, gint number,
    EdgeError code, GError ** error)
{
  const gchar *device = self->device;
  g_autofree gchar *sentence = NULL;

  switch (number) {
    case ENODEV:
      code = EDGE_ERROR_NOT_FOUND;
      sentence = g_strdup_printf ("The I2C device %s is gone.", device);
      break;
    case EREMOTEIO:
    case ENXIO:
      sentence = g_strdup_printf ("The Robot HAT on %s does not answer: is it "
          "switched on and its battery charged?", device);
      break;
    case EBUSY:
    case EAGAIN:
    case ETIMEDOUT:
      sentence = g_strdup_printf ("The I2C bus %s is stuck: the Robot HAT or "
          "something else on it holds a line.", device);
      break;
    default:
      sentence = g_strdup_printf ("The I2C device %s failed.", device);
      break;
  }
  edge_set_error (error, code, sentence, "%s: %s", doing, g_strerror (number));
}

/* FALSE: nobody there. -1: an error is set. */
static gint
answers_at (LinuxBoard * self, guint address, GError ** error)
{
  union i2c_smbus_data data;

  if (ioctl (self->i2c, I2C_SLAVE, (gulong) address) != 0) {
    set_open_error (self, "I2C_SLAVE", errno, error);
    return -1;
  }
  if (smbus (self, I2C_SMBUS_READ, 0, I2C_SMBUS_BYTE, &data) == 0)
    return TRUE;
  self->failure = errno;
  return FALSE;
}

static gboolean
find_address (LinuxBoard * self, GError ** error)
{
  if (self->address == PICARX_BOARD_OTHER_ADDRESS)
    return picarx_board_refuse_other (error);
  if (self->address != 0) {
    gint found = answers_at (self, self->address, error);

    if (found == FALSE)
      set_transfer_error (self, "reading a byte", self->failure,
          EDGE_ERROR_OPEN_READ_WRITE, error);
    return found == TRUE;
  }

  /* Not being able to use 0x17 is fine. */
  if (answers_at (self, PICARX_BOARD_OTHER_ADDRESS, NULL) == TRUE)
    return picarx_board_refuse_other (error);
  for (guint i = 0; i < PICARX_BOARD_N_ADDRESSES; i++) {
    gint found = answers_at (self, picarx_board_addresses[i], error);

    if (found < 0)
      return FALSE;
    if (found) {
      self->address = picarx_board_addresses[i];
      return TRUE;
    }
  }
  set_transfer_error (self, "reading a byte at 0x14, 0x15 and 0x16",
      self->failure, EDGE_ERROR_OPEN_READ_WRITE, error);
  return FALSE;
}

static gboolean
linux_probe (PicarxBoard * board, GError ** error)
{
  LinuxBoard *self = (LinuxBoard *) board;

  if (!find_address (self, error))
    return FALSE;
  /* Not the first time. */
  if (self->motors >= 0)
    return TRUE;
  self->motors = picarx_gpio_request (self->chip, motor_lines,
      G_N_ELEMENTS (motor_lines), error);
  if (self->motors < 0)
    return FALSE;
  /* It also drives blind. */
  self->trigger = picarx_gpio_request (self->chip, trigger_lines,
      G_N_ELEMENTS (trigger_lines), NULL);
  self->echo = picarx_gpio_request_edges (self->chip, PICARX_LINE_ECHO, NULL);
  return TRUE;
}

static gboolean
linux_write_register (PicarxBoard * board, guint8 number, guint16 value,
    GError ** error)
{
  LinuxBoard *self = (LinuxBoard *) board;

  if (picarx_wire_write (self->i2c, number, value))
    return TRUE;

  gint failure = errno;
  g_autofree gchar *doing =
      g_strdup_printf ("writing 0x%04x to register 0x%02x at 0x%02x", value,
      number, self->address);
  set_transfer_error (self, doing, failure, EDGE_ERROR_WRITE, error);
  return FALSE;
}

static gboolean
linux_set_line (PicarxBoard * board, guint8 line, gboolean high,
    GError ** error)
{
  LinuxBoard *self = (LinuxBoard *) board;

  return picarx_gpio_set (self->motors, line == PICARX_LINE_RIGHT, high, error);
}

/* Requested lines start low. It is kept no longer than held, since the guard
 * may need it. */
static gboolean
linux_set_reset (PicarxBoard * board, gboolean held, GError ** error)
{
  LinuxBoard *self = (LinuxBoard *) board;

  if (held && self->reset < 0)
    self->reset = picarx_gpio_request (self->chip, reset_lines,
        G_N_ELEMENTS (reset_lines), error);
  if (held)
    return self->reset >= 0;
  if (self->reset < 0)
    return TRUE;

  gboolean good = picarx_gpio_set (self->reset, 0, TRUE, error);
  close (self->reset);
  self->reset = -1;
  return good;
}

static gint
linux_read_channel (PicarxBoard * board, guint8 number)
{
  LinuxBoard *self = (LinuxBoard *) board;
  union i2c_smbus_data high, low;

  if (!linux_write_register (board, number, 0, NULL)
      || smbus (self, I2C_SMBUS_READ, 0, I2C_SMBUS_BYTE, &high) != 0
      || smbus (self, I2C_SMBUS_READ, 0, I2C_SMBUS_BYTE, &low) != 0)
    return -1;
  return (high.byte << 8 | low.byte) & 0xfff;
}

static void
linux_set_trigger (PicarxBoard * board, gboolean high)
{
  LinuxBoard *self = (LinuxBoard *) board;

  if (self->trigger >= 0)
    picarx_gpio_set (self->trigger, 0, high, NULL);
}

static gdouble
linux_read_distance (PicarxBoard * board)
{
  LinuxBoard *self = (LinuxBoard *) board;
  guint64 pulse = self->echo >= 0 ? picarx_gpio_read_pulse (self->echo) : 0;
  gdouble distance = pulse * ECHO_SCALE;

  return pulse != 0 && distance <= MAX_DISTANCE ? distance : NAN;
}

static gboolean
linux_get_wires (PicarxBoard * board, PicarxWires * wires)
{
  LinuxBoard *self = (LinuxBoard *) board;

  *wires = (PicarxWires) {
  self->i2c, self->chip, self->address, FALSE};
  return TRUE;
}

static void
linux_free (PicarxBoard * board)
{
  LinuxBoard *self = (LinuxBoard *) board;
  gint descriptors[] = { self->echo, self->trigger, self->motors, self->reset,
    self->chip, self->i2c
  };

  for (guint i = 0; i < G_N_ELEMENTS (descriptors); i++)
    if (descriptors[i] >= 0)
      close (descriptors[i]);
  g_free (self->device);
  g_free (self);
}

static const PicarxBoardClass linux_class = {
  linux_probe,
  linux_write_register,
  linux_set_line,
  linux_set_reset,
  linux_read_channel,
  linux_set_trigger,
  linux_read_distance,
  linux_get_wires,
  linux_free,
};

/* A HAT's memory shows up as a folder hat, hat@..., with its uuid in it. */
static gboolean
is_v5 (const gchar * device_tree)
{
  g_autoptr (GDir) dir = g_dir_open (device_tree, 0, NULL);
  const gchar *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree gchar *uuid = NULL;

    if (!g_str_has_prefix (name, "hat"))
      continue;
    g_autofree gchar *path = g_build_filename (device_tree, name, "uuid", NULL);
    if (g_file_get_contents (path, &uuid, NULL, NULL)
        && g_ascii_strcasecmp (g_strchomp (uuid), HAT_V5_UUID) == 0)
      return TRUE;
  }
  return FALSE;
}

static gboolean
open_i2c (LinuxBoard * self, GError ** error)
{
  gulong functions = 0;

  self->i2c = open (self->device, O_RDWR | O_CLOEXEC | O_NONBLOCK);
  if (self->i2c < 0) {
    set_open_error (self, "opening", errno, error);
    return FALSE;
  }
  if (!picarx_lock_take (self->i2c, self->device, error))
    return FALSE;
  if (ioctl (self->i2c, I2C_FUNCS, &functions) != 0) {
    set_open_error (self, "I2C_FUNCS", errno, error);
    return FALSE;
  }
  if (!(functions & I2C_FUNC_SMBUS_WRITE_WORD_DATA)
      || !(functions & I2C_FUNC_SMBUS_READ_BYTE)) {
    edge_set_error (error, EDGE_ERROR_SETTINGS,
        "This I2C device cannot write words.", "%s: functions 0x%lx",
        self->device, functions);
    return FALSE;
  }
  return TRUE;
}

static gboolean
refuse_v5 (const gchar * device_tree, GError ** error)
{
  edge_set_error (error, EDGE_ERROR_SETTINGS,
      "This is a Robot HAT v5; picarxsink drives the motors of a v4 only.",
      "a HAT with the uuid %s in %s", HAT_V5_UUID, device_tree);
  return FALSE;
}

static gboolean
open_devices (LinuxBoard * self, const gchar * gpio_chip,
    const gchar * device_tree, GError ** error)
{
  if (is_v5 (device_tree))
    return refuse_v5 (device_tree, error);
  if (!open_i2c (self, error))
    return FALSE;
  self->chip = picarx_gpio_open (gpio_chip, error);
  return self->chip >= 0;
}

PicarxBoard *
picarx_board_linux_open (const gchar * device, guint address,
    const gchar * gpio_chip, const gchar * device_tree, GError ** error)
{
  LinuxBoard *self = g_new0 (LinuxBoard, 1);

  self->board.klass = &linux_class;
  self->board.needs_reset = TRUE;
  self->device = g_strdup (device);
  self->address = address;
  self->i2c = self->chip = self->motors = self->reset = -1;
  self->trigger = self->echo = -1;
  if (open_devices (self, gpio_chip, device_tree, error))
    return &self->board;
  linux_free (&self->board);
  return NULL;
}
