/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "dtlsfingerprint.h"

#include <string.h>

#define BEGIN "-----BEGIN CERTIFICATE-----"
#define END "-----END CERTIFICATE-----"

static const struct
{
  const gchar *name;
  GChecksumType type;
} algorithms[] = {
  {"sha-1", G_CHECKSUM_SHA1},
  {"sha-256", G_CHECKSUM_SHA256},
  {"sha-384", G_CHECKSUM_SHA384},
  {"sha-512", G_CHECKSUM_SHA512},
};

static guchar *
pem_to_der (const gchar * pem, gsize * size)
{
  const gchar *begin = strstr (pem, BEGIN);
  const gchar *end = begin != NULL ? strstr (begin, END) : NULL;
  g_autofree gchar *base64 = NULL;

  if (end == NULL)
    return NULL;
  begin += strlen (BEGIN);
  base64 = g_strndup (begin, end - begin);
  return g_base64_decode (base64, size);
}

/* "abcd" is "AB:CD". */
static gboolean
same_digits (const gchar * digits, const gchar * fingerprint)
{
  for (gsize i = 0; digits[i] != '\0'; i++) {
    if (i > 0 && i % 2 == 0 && *fingerprint++ != ':')
      return FALSE;
    if (g_ascii_toupper (digits[i]) != g_ascii_toupper (*fingerprint++))
      return FALSE;
  }
  return *fingerprint == '\0';
}

gboolean
edge_dtls_fingerprint_matches (const gchar * pem, const gchar * algorithm,
    const gchar * fingerprint)
{
  gsize size = 0;
  g_autofree guchar *der = pem_to_der (pem, &size);

  if (der == NULL || size == 0)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (algorithms); i++) {
    g_autofree gchar *digits = NULL;

    if (g_ascii_strcasecmp (algorithm, algorithms[i].name) != 0)
      continue;
    digits = g_compute_checksum_for_data (algorithms[i].type, der, size);
    return same_digits (digits, fingerprint);
  }
  return FALSE;
}
