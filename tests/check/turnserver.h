/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A real coturn on a free port of the loopback interface, in a folder of its
 * own. It ends with the test. */
typedef struct _TurnServer TurnServer;

/* FALSE, and a word of it, if it is not installed. */
gboolean      turn_server_is_available (void);
TurnServer *  turn_server_new          (void);
void          turn_server_free         (TurnServer * self);
/* turn://user:password@host:port */
const gchar * turn_server_uri          (TurnServer * self);

#define TURN_SERVER_PASSWORD "S3cr3t-Heron"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TurnServer, turn_server_free)

G_END_DECLS
