/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "signtoken.h"

#include <string.h>

static gchar *
encode (const guint8 * data, gsize size)
{
  gchar *text = g_base64_encode (data, size);

  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  text[strcspn (text, "=")] = '\0';
  return text;
}

gchar *
sign_token (const gchar * header, const gchar * claims, const gchar * key)
{
  g_autofree gchar *first = encode ((const guint8 *) header, strlen (header));
  g_autofree gchar *second = encode ((const guint8 *) claims, strlen (claims));
  g_autofree gchar *text = g_strdup_printf ("%s.%s", first, second);
  g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA256,
      (const guchar *) key, strlen (key));
  guint8 digest[32];
  gsize size = sizeof (digest);

  g_hmac_update (hmac, (const guchar *) text, -1);
  g_hmac_get_digest (hmac, digest, &size);
  g_autofree gchar *signature = encode (digest, size);
  return g_strdup_printf ("%s.%s", text, signature);
}

gchar *
sign_viewer_token (const gchar * viewer, gint expires_in, const gchar * role)
{
  g_autofree gchar *claims =
      g_strdup_printf ("{\"sub\":\"%s\",\"exp\":%" G_GINT64_FORMAT
      ",\"role\":\"%s\"}", viewer,
      g_get_real_time () / G_USEC_PER_SEC + expires_in, role);

  return sign_token (SIGN_TOKEN_HEADER, claims, SIGN_TOKEN_KEY);
}
