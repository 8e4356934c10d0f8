/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* JSON Web Tokens (RFC 7519) in the compact form of RFC 7515, signed with
 * HS256 (RFC 7518, 3.2). Nothing else is a token here: not "none", not another
 * algorithm, no encryption, no critical extension. */

/* Bytes of a token. */
#define EDGE_JWT_MAX_SIZE 4096
/* RFC 7518, 3.2: no shorter than the hash. */
#define EDGE_JWT_MIN_KEY 32

/* The claims of token, which key signed; NULL and EDGE_ERROR_NOT_AUTHORIZED if
 * it is anything else. What the claims mean is for the caller to look at: sub,
 * aud, exp and nbf, too. Nothing of the text is parsed before its signature is
 * found to be right, and how long that takes tells nothing of the right one.
 * No error quotes the token. key: at least EDGE_JWT_MIN_KEY bytes. */
JsonObject * edge_jwt_verify (const gchar * token, const guint8 * key,
                              gsize key_size, GError ** error);

G_END_DECLS
