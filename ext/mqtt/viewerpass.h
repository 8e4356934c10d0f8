/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a viewer may do, and until when: a JSON Web Token (RFC 7519) with the
 * claims sub (the viewer's id), exp, and optionally nbf, aud (the device's id,
 * or several) and role ("drive" or "watch"; absent: watch). */

typedef enum
{
  VIEWER_ROLE_DRIVE,
  VIEWER_ROLE_WATCH,
} ViewerRole;

typedef struct
{
  ViewerRole role;
  gint64 expires;               /* CLOCK_REALTIME, milliseconds; 0: never */
} ViewerPass;

/* Clocks of whoever made a token may be ahead by so much. */
#define VIEWER_PASS_LEEWAY 60000        /* milliseconds */

/* Fills pass if token, which may be NULL, lets viewer in at device, now being
 * CLOCK_REALTIME in milliseconds. Else FALSE, and an EDGE_ERROR_NOT_AUTHORIZED
 * whose sentence is for the viewer: missing, wrong, expired, not valid yet,
 * another viewer's or another device's, and of a token that is not signed
 * rightly never more than that it is wrong. */
gboolean      viewer_pass_check     (ViewerPass * pass, const gchar * token,
                                     const guint8 * key, gsize key_size,
                                     const gchar * viewer,
                                     const gchar * device, gint64 now,
                                     GError ** error);

const gchar * viewer_role_to_string (ViewerRole role);

G_END_DECLS
