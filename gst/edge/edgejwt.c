/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "edgejwt.h"

#include <string.h>

#include "edgeerror.h"
#include "edgejson.h"

#define NOT_VALID "The token is not valid."
#define SIGNATURE_SIZE 32

static gint
sextet (gchar c)
{
  if (c >= 'A' && c <= 'Z')
    return c - 'A';
  if (c >= 'a' && c <= 'z')
    return c - 'a' + 26;
  if (c >= '0' && c <= '9')
    return c - '0' + 52;
  return c == '-' ? 62 : c == '_' ? 63 : -1;
}

/* RFC 7515, 2: base64url without padding, line breaks or other characters. One
 * text for each value: the bits that are left over must be 0. NULL if it is
 * anything else. */
static guint8 *
decode (const gchar * text, gsize length, gsize * size)
{
  g_autofree guint8 *data = g_malloc (length / 4 * 3 + 3);
  guint32 bits = 0;
  guint n_bits = 0;

  *size = 0;
  if (length % 4 == 1)
    return NULL;
  for (gsize i = 0; i < length; i++) {
    gint value = sextet (text[i]);

    if (value < 0)
      return NULL;
    bits = bits << 6 | (guint32) value;
    n_bits += 6;
    if (n_bits >= 8) {
      n_bits -= 8;
      data[(*size)++] = (guint8) (bits >> n_bits);
      bits &= (1u << n_bits) - 1;
    }
  }
  return bits == 0 ? g_steal_pointer (&data) : NULL;
}

/* In a time that does not depend on where they differ. */
static gboolean
is_same (const guint8 * a, const guint8 * b, gsize size)
{
  volatile guint8 difference = 0;

  for (gsize i = 0; i < size; i++)
    difference |= a[i] ^ b[i];
  return difference == 0;
}

static gboolean
is_signed (const gchar * token, gsize signed_size, const gchar * signature,
    const guint8 * key, gsize key_size)
{
  g_autoptr (GHmac) hmac = NULL;
  g_autofree guint8 *given = NULL;
  guint8 right[SIGNATURE_SIZE];
  gsize size;
  gboolean same;

  given = decode (signature, strlen (signature), &size);
  if (given == NULL || size != SIGNATURE_SIZE)
    return FALSE;
  hmac = g_hmac_new (G_CHECKSUM_SHA256, key, key_size);
  g_hmac_update (hmac, (const guchar *) token, (gssize) signed_size);
  size = SIGNATURE_SIZE;
  g_hmac_get_digest (hmac, right, &size);
  same = is_same (given, right, SIGNATURE_SIZE);
  memset (right, 0, sizeof (right));
  return same;
}

static JsonObject *
decode_object (const gchar * text, gsize length)
{
  gsize size;
  g_autofree guint8 *data = decode (text, length, &size);

  if (data == NULL)
    return NULL;
  return edge_json_parse_object (data, size, EDGE_JWT_MAX_SIZE, NULL);
}

/* RFC 7515, 4.1.11: who does not know an extension that is critical must refuse
 * the token; we know none. */
static const gchar *
find_header_fault (JsonObject * header)
{
  const gchar *text;

  if (edge_json_get_string (header, "alg", &text) != EDGE_JSON_OK
      || !g_str_equal (text, "HS256"))
    return "the algorithm is not HS256";
  if (json_object_has_member (header, "crit"))
    return "it has critical extensions";
  switch (edge_json_get_string (header, "typ", &text)) {
    case EDGE_JSON_MISSING:
      return NULL;
    case EDGE_JSON_OK:
      if (g_ascii_strcasecmp (text, "JWT") == 0)
        return NULL;
      return "it is of another type";
    default:
      return "it is of another type";
  }
}

/* The two dots of the compact form, and no third. */
static gboolean
split (const gchar * token, const gchar ** claims, const gchar ** signature)
{
  const gchar *dot = strchr (token, '.');

  if (dot == NULL)
    return FALSE;
  *claims = dot + 1;
  dot = strchr (*claims, '.');
  if (dot == NULL)
    return FALSE;
  *signature = dot + 1;
  return strchr (*signature, '.') == NULL;
}

JsonObject *
edge_jwt_verify (const gchar * token, const guint8 * key, gsize key_size,
    GError ** error)
{
  const gchar *claims, *signature, *fault = NULL;
  g_autoptr (JsonObject) header = NULL;
  g_autoptr (JsonObject) object = NULL;

  g_return_val_if_fail (key_size >= EDGE_JWT_MIN_KEY, NULL);
  if (strnlen (token, EDGE_JWT_MAX_SIZE + 1) > EDGE_JWT_MAX_SIZE) {
    fault = "it is too long";
  } else if (!split (token, &claims, &signature)) {
    fault = "it has not three parts";
  } else if (!is_signed (token, (gsize) (signature - 1 - token), signature,
          key, key_size)) {
    fault = "the signature is wrong";
  } else if ((header = decode_object (token,
              (gsize) (claims - 1 - token))) == NULL) {
    fault = "the header is not usable";
  } else if ((fault = find_header_fault (header)) == NULL) {
    object = decode_object (claims, (gsize) (signature - 1 - claims));
    if (object == NULL)
      fault = "the claims are not usable";
  }
  if (fault != NULL) {
    edge_set_error (error, EDGE_ERROR_NOT_AUTHORIZED, NOT_VALID, "%s", fault);
    return NULL;
  }
  return g_steal_pointer (&object);
}
