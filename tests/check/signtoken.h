/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A JSON Web Token of a header and of claims, both JSON text (or whatever a
 * test wants in their place), with an HS256 signature by key, a text. */
gchar * sign_token (const gchar * header, const gchar * claims,
                    const gchar * key);

#define SIGN_TOKEN_HEADER "{\"alg\":\"HS256\",\"typ\":\"JWT\"}"
#define SIGN_TOKEN_KEY "0123456789abcdef0123456789abcdef"

/* One of ours: sub, exp (seconds from now) and role, with the two above. */
gchar * sign_viewer_token (const gchar * viewer, gint expires_in,
                           const gchar * role);

G_END_DECLS
