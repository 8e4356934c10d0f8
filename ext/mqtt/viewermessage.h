/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include "icepaths.h"
#include "trackclock.h"
#include "viewerpass.h"

G_BEGIN_DECLS

/* What goes over a viewer's data channel: one JSON object per message. */

#define VIEWER_MESSAGE_MAX_SIZE 4096

typedef enum
{
  VIEWER_MESSAGE_MALFORMED,
  VIEWER_MESSAGE_FOR_US,        /* has type, set or view; nothing to do */
  VIEWER_MESSAGE_QUICK,         /* pictures may not be held back */
  VIEWER_MESSAGE_SMOOTH,        /* pictures may be held back */
  VIEWER_MESSAGE_PING,          /* text is the answer to send */
  VIEWER_MESSAGE_COMMAND,       /* text is for the command pad */
  VIEWER_MESSAGE_MOTION,        /* the same: outdated by the next stop */
  VIEWER_MESSAGE_RELEASE,       /* the same: ends the sender's own drive */
  VIEWER_MESSAGE_STOP,          /* the same: a command that must not be lost */
  VIEWER_MESSAGE_ESTOP,         /* the same, and more than a stop */
} ViewerMessageType;

/* from: the viewer's id, written into a command whatever it says itself.
 * now: CLOCK_REALTIME in milliseconds. text: to be freed with g_free(), or
 * NULL. */
ViewerMessageType viewer_message_read      (const gchar * data, gsize size,
                                            const gchar * from, gint64 now,
                                            gchar ** text);

/* Whether viewer_message_read() would say VIEWER_MESSAGE_STOP, _ESTOP or
 * _RELEASE. */
gboolean          viewer_message_ends_motion (const gchar * data, gsize size);

/* The first message to a viewer, and what he gets when his pass changes. */
gchar *           viewer_message_hello     (const gchar * viewer,
                                            const gchar * device,
                                            const ViewerPass * pass);
/* To who may not give commands. */
gchar *           viewer_message_refused   (void);
/* The last one to a viewer. */
gchar *           viewer_message_bye       (const gchar * reason,
                                            const gchar * sentence);
/* When a picture was captured: time in milliseconds of CLOCK_REALTIME. */
gchar *           viewer_message_clock     (const gchar * input,
                                            const EdgeTrackClock * clock);
/* An input has fallen silent or come back; message: why, or NULL. */
gchar *           viewer_message_source    (const gchar * input, gboolean lost,
                                            const gchar * message);
/* quick or smooth; NULL: the viewer takes no orders about that. */
gchar *           viewer_message_playout   (const gchar * value);
/* Which way the connection goes. */
gchar *           viewer_message_path      (const EdgeIcePath * path);
/* The command that ends a viewer's drive. */
gchar *           viewer_message_release   (const gchar * viewer);
/* What arrived for all viewers: as it is if it has a type, else with type
 * "data". NULL if it is no JSON object of at most 64 KiB. */
gchar *           viewer_message_from_data (const guint8 * data, gsize size);

G_END_DECLS
