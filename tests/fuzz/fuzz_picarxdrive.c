/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include <string.h>

#include "fuzz.h"
#include "picarxdrive.h"

/* In milliseconds, and in microseconds how much later each command comes than
 * the one before at most. */
#define DRIVER_TIMEOUT 1000
#define STEP 300000

typedef struct
{
  PicarxDrive *drive;
  gint64 now;
  gboolean latched;             /* an estop that nobody cleared */
  gboolean cleared;             /* ... and then no neutral command came */
} Car;

/* Whoever sends what: stops stop, an estop holds until it is cleared and the
 * stick was let go, one drives, and what is refused does nothing. */
static void
drive (Car * self, const PicarxCommand * command)
{
  g_autofree gchar *before =
      g_strdup (picarx_drive_driver (self->drive, self->now));
  gboolean held = picarx_drive_estop (self->drive);
  PicarxVerdict verdict = picarx_drive_judge (self->drive, command, self->now);
  const gchar *after = picarx_drive_driver (self->drive, self->now);
  gboolean neutral = picarx_command_is_neutral (command)
      || command->action == PICARX_ACTION_STOP;

  g_assert (verdict.refused == PICARX_REFUSED_NOT
      || (!verdict.move && !verdict.look));
  /* What is old may still stop. */
  g_assert (verdict.refused == PICARX_REFUSED_NOT || !verdict.stop
      || (verdict.refused == PICARX_REFUSED_AGE && neutral));
  if (command->ticket.late)
    g_assert (!verdict.move && !verdict.look);
  if (verdict.move) {
    g_assert (command->action == PICARX_ACTION_MOVE);
    g_assert (!self->latched && (!self->cleared || neutral));
    g_assert (before == NULL || g_str_equal (before, command->ticket.from));
    g_assert (neutral || g_strcmp0 (after, command->ticket.from) == 0);
  }
  if (verdict.look)
    g_assert (before == NULL || g_str_equal (before, command->ticket.from));
  if (g_strcmp0 (before, after) != 0)
    g_assert (after == NULL ? verdict.stop
        : g_str_equal (after, command->ticket.from));
  /* The wheel changes hands only of a car that stands. */
  if (before != NULL && after != NULL && !g_str_equal (before, after))
    g_assert (verdict.stop && command->action == PICARX_ACTION_TAKE);

  switch (command->action) {
    case PICARX_ACTION_ESTOP:
      self->latched = TRUE;
      self->cleared = FALSE;
      g_assert (verdict.stop && picarx_drive_estop (self->drive));
      break;
    case PICARX_ACTION_STOP:
      g_assert (verdict.stop);
      break;
    case PICARX_ACTION_CLEAR:
      if (self->latched && verdict.refused == PICARX_REFUSED_NOT) {
        self->latched = FALSE;
        self->cleared = TRUE;
      }
      break;
    default:
      break;
  }
  if (held && !picarx_drive_estop (self->drive)) {
    g_assert (self->cleared && neutral);
    self->cleared = FALSE;
  }
  g_assert (picarx_drive_estop (self->drive) == (self->latched
          || self->cleared));
}

/* Commands, one a line; the first byte of each is the time that passes. */
int
LLVMFuzzerTestOneInput (const guint8 * data, gsize size)
{
  static const PicarxLimits limits = { 50, 100, 30 };
  const guint8 *end = data + size;
  Car car = { picarx_drive_new (DRIVER_TIMEOUT, size % 2), 1 };

  while (data < end) {
    const guint8 *line = memchr (data, '\n', end - data);
    gsize length = line != NULL ? line - data : end - data;
    PicarxCommand command;

    if (length > 0) {
      car.now += data[0] * STEP / 255;
      if (picarx_command_parse (&command, data + 1, length - 1, &limits, NULL)
          && command.action != PICARX_ACTION_NONE) {
        command.ticket.late = command.ticket.has_at && command.ticket.at < 0;
        drive (&car, &command);
      }
      picarx_command_clear (&command);
    }
    data += length + 1;
  }
  picarx_drive_free (car.drive);
  return 0;
}
