/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* robot.c in a process of its own. Each answer has a deadline and fails the
 * test. */
typedef struct
{
  GPid pid;
  gint in, out;
} RobotProcess;

typedef struct
{
  guint peers, ending;
  guint64 heap;                 /* bytes */
} RobotState;

void   robot_process_start     (RobotProcess * self, const gchar * program,
                                const gchar * pipeline, const gchar * other);
/* It ends as it should. */
void   robot_process_end       (RobotProcess * self);

void   robot_process_cycle     (RobotProcess * self);
void   robot_process_other     (RobotProcess * self);
void   robot_process_get_state (RobotProcess * self, RobotState * state);

G_END_DECLS
