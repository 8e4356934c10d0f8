/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether the certificate (PEM) is the one that a=fingerprint names (RFC 8122,
 * 5; algorithm as "sha-256", fingerprint as "AB:CD:..." in upper case). */
gboolean edge_dtls_fingerprint_matches (const gchar * pem,
                                        const gchar * algorithm,
                                        const gchar * fingerprint);

G_END_DECLS
