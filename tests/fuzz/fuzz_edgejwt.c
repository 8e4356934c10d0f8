/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "edgejwt.h"
#include "fuzz.h"
#include "signtoken.h"

#include <string.h>

/* No text is a token by itself; the same text as a header or as claims that
 * the key signed gets as far as the parser. */
int
LLVMFuzzerTestOneInput (const guint8 * data, gsize size)
{
  g_autofree gchar *text = g_strndup ((const gchar *) data, size);
  g_autofree gchar *as_header = sign_token (text, "{}", SIGN_TOKEN_KEY);
  g_autofree gchar *as_claims =
      sign_token (SIGN_TOKEN_HEADER, text, SIGN_TOKEN_KEY);
  const gchar *const tokens[] = { text, as_header, as_claims };

  for (guint i = 0; i < G_N_ELEMENTS (tokens); i++) {
    g_autoptr (JsonObject) claims = edge_jwt_verify (tokens[i],
        (const guint8 *) SIGN_TOKEN_KEY, strlen (SIGN_TOKEN_KEY), NULL);

    g_assert (i > 0 || claims == NULL);
    g_assert (i != 1 || claims == NULL || strstr (text, "HS256") != NULL
        || strchr (text, '\\') != NULL);
  }
  return 0;
}
