/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <gst/gst.h>

#include "picarxcommand.h"

G_BEGIN_DECLS

/* Commands out of what comes over a pad; free with picarx_command_clear() in
 * any case. */

/* FALSE, with an error, for bad input. What is nothing at all has the action
 * PICARX_ACTION_NONE. */
gboolean gst_picarx_input_read        (GstBuffer * buffer,
                                       const PicarxLimits * limits,
                                       PicarxCommand * command,
                                       GError ** error);
/* TRUE only for a stop or estop. */
gboolean gst_picarx_input_read_urgent (GstEvent * event,
                                       const PicarxLimits * limits,
                                       PicarxCommand * command);

G_END_DECLS
