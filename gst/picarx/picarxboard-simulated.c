/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "edgeerror.h"
#include "picarxboard.h"
#include "picarxlock.h"
#include "picarxmath.h"

/* Two cells, well charged: 7.4 V. */
#define BATTERY 3061

typedef struct
{
  PicarxBoard board;
  guint address;
  gint fd;                      /* -1 = no trace */
  gchar *filename;
} SimulatedBoard;

static gboolean
trace (SimulatedBoard * self, const gchar * what, GError ** error)
{
  if (self->fd < 0 || picarx_wire_trace (self->fd, what))
    return TRUE;

  gint number = errno;
  g_autofree gchar *sentence =
      g_strdup_printf ("Could not write to the trace file %s.", self->filename);
  edge_set_error (error, EDGE_ERROR_WRITE, sentence, "%s", g_strerror (number));
  return FALSE;
}

static gboolean
simulated_probe (PicarxBoard * board, GError ** error)
{
  return TRUE;
}

static gboolean
simulated_write_register (PicarxBoard * board, guint8 number, guint16 value,
    GError ** error)
{
  SimulatedBoard *self = (SimulatedBoard *) board;
  g_autofree gchar *what = g_strdup_printf ("I2C %02X %02X %02X %02X",
      self->address, number, value >> 8, value & 0xff);

  return trace (self, what, error);
}

static gboolean
simulated_set_line (PicarxBoard * board, guint8 line, gboolean high,
    GError ** error)
{
  g_autofree gchar *what = g_strdup_printf ("GPIO %d %d", line, high ? 1 : 0);

  return trace ((SimulatedBoard *) board, what, error);
}

static gboolean
simulated_set_reset (PicarxBoard * board, gboolean held, GError ** error)
{
  return TRUE;
}

static gint
simulated_read_channel (PicarxBoard * board, guint8 number)
{
  return number == PICARX_REGISTER_BATTERY ? BATTERY : -1;
}

static void
simulated_set_trigger (PicarxBoard * board, gboolean high)
{
}

static gdouble
simulated_read_distance (PicarxBoard * board)
{
  return NAN;
}

static gboolean
simulated_get_wires (PicarxBoard * board, PicarxWires * wires)
{
  SimulatedBoard *self = (SimulatedBoard *) board;

  *wires = (PicarxWires) {
  self->fd, -1, self->address, TRUE};
  return self->fd >= 0;
}

static void
simulated_free (PicarxBoard * board)
{
  SimulatedBoard *self = (SimulatedBoard *) board;

  if (self->fd >= 0)
    close (self->fd);
  g_free (self->filename);
  g_free (self);
}

static const PicarxBoardClass simulated_class = {
  simulated_probe,
  simulated_write_register,
  simulated_set_line,
  simulated_set_reset,
  simulated_read_channel,
  simulated_set_trigger,
  simulated_read_distance,
  simulated_get_wires,
  simulated_free,
};

static gboolean
answers_at (guint address, GError ** error)
{
  if (address == PICARX_BOARD_OTHER_ADDRESS)
    return picarx_board_refuse_other (error);
  for (guint i = 0; i < PICARX_BOARD_N_ADDRESSES; i++)
    if (address == picarx_board_addresses[i])
      return TRUE;
  edge_set_error (error, EDGE_ERROR_OPEN_READ_WRITE,
      "The simulated Robot HAT does not answer there: set i2c-address to 0, "
      "20, 21 or 22.", "address 0x%02x", address);
  return FALSE;
}

/* A file is ours alone, as a car would be, and only then emptied. -1: an error
 * is set. */
static gint
open_trace (const gchar * filename, GError ** error)
{
  gint fd = open (filename, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
  struct stat status;

  if (fd < 0) {
    g_autofree gchar *sentence =
        g_strdup_printf ("Could not create the trace file %s.", filename);

    edge_set_error (error, EDGE_ERROR_OPEN_WRITE, sentence, "%s",
        g_strerror (errno));
    return -1;
  }
  if (fstat (fd, &status) != 0 || !S_ISREG (status.st_mode))
    return fd;
  if (picarx_lock_take (fd, filename, error)) {
    if (ftruncate (fd, 0) == 0)
      return fd;
    edge_set_error (error, EDGE_ERROR_OPEN_WRITE,
        "The trace file could not be emptied.", "%s: %s", filename,
        g_strerror (errno));
  }
  close (fd);
  return -1;
}

PicarxBoard *
picarx_board_simulated_open (const gchar * filename, guint address,
    GError ** error)
{
  gint fd = -1;

  if (address == 0)
    address = picarx_board_addresses[0];
  if (!answers_at (address, error))
    return NULL;
  if (filename != NULL && filename[0] == '\0') {
    edge_set_error (error, EDGE_ERROR_SETTINGS,
        "trace: needs a file name, as in i2c-device=trace:/tmp/car.txt.",
        "i2c-device is trace: without one");
    return NULL;
  }
  if (filename != NULL) {
    fd = open_trace (filename, error);
    if (fd < 0)
      return NULL;
  }

  SimulatedBoard *self = g_new0 (SimulatedBoard, 1);
  self->board.klass = &simulated_class;
  self->address = address;
  self->fd = fd;
  self->filename = g_strdup (filename);
  return &self->board;
}
