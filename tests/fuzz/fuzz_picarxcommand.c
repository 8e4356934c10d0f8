/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include <math.h>

#include "fuzz.h"
#include "picarxcommand.h"

/* Whatever is taken is within the limits, and every text has its end. */
int
LLVMFuzzerTestOneInput (const guint8 * data, gsize size)
{
  static const PicarxLimits limits = { 50, 80, 30 };
  PicarxCommand command;

  if (picarx_command_parse (&command, data, size, &limits, NULL)) {
    g_assert (command.ticket.from != NULL);
    if (command.action == PICARX_ACTION_MOVE) {
      g_assert (command.direction >= -1 && command.direction <= 1);
      g_assert (command.speed >= 0 && command.speed <= limits.max_speed);
      g_assert (fabs (command.angle) <= limits.turn_angle);
    }
    g_assert (!command.has_pan || fabs (command.pan) <= 90);
    g_assert (!command.has_tilt || fabs (command.tilt) <= 90);
    (void) picarx_command_is_neutral (&command);
  }
  picarx_command_clear (&command);
  return 0;
}
