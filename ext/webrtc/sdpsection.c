/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "sdpsection.h"

#include <string.h>

#include "icecandidate.h"

#define MAX_MID 32

/* *INDENT-OFF* */
const SdpAlgorithm sdp_algorithms[4] = {
  { "sha-256", 32 }, { "sha-384", 48 }, { "sha-512", 64 }, { "sha-1", 20 },
};
/* *INDENT-ON* */

const gchar *const sdp_directions[4] = {
  "sendrecv", "sendonly", "recvonly", "inactive",
};

gint
sdp_find_word (const gchar * const *words, guint n_words, const gchar * word)
{
  for (guint i = 0; i < n_words; i++) {
    if (g_str_equal (words[i], word))
      return (gint) i;
  }
  return -1;
}

gboolean
sdp_read_number (const gchar * text, guint64 max, guint64 * number)
{
  return g_ascii_string_to_unsigned (text, 10, 0, max, number, NULL);
}

/* token of RFC 8866, without what JSON or C would have to escape */
static gboolean
check_token (const gchar * text, gsize max)
{
  gsize length = strlen (text);

  for (const gchar * p = text; *p != '\0'; p++) {
    if (!g_ascii_isalnum (*p) && strchr ("!#$%&'*+-.^_`{|}~", *p) == NULL)
      return FALSE;
  }
  return length >= 1 && length <= max;
}

/* RFC 8839, section 5.4, but with any visible character. */
static gboolean
check_ice (const gchar * text, gsize min)
{
  gsize length = strlen (text);

  for (const gchar * p = text; *p != '\0'; p++) {
    if (!g_ascii_isgraph (*p))
      return FALSE;
  }
  return length >= min && length <= 256;
}

static gboolean
check_fingerprint (const gchar * hex, guint bytes)
{
  if (strlen (hex) != bytes * 3 - 1)
    return FALSE;
  for (guint i = 0; i < bytes * 3 - 1; i++) {
    if (i % 3 == 2 ? hex[i] != ':' : !g_ascii_isxdigit (hex[i]))
      return FALSE;
  }
  return TRUE;
}

/* Keep the best algorithm of several (RFC 8122, section 5). */
static gboolean
read_fingerprint (SdpSection * self, const gchar * value)
{
  for (guint i = 0; i < G_N_ELEMENTS (sdp_algorithms); i++) {
    gsize length = strlen (sdp_algorithms[i].name);

    if (g_ascii_strncasecmp (value, sdp_algorithms[i].name, length) != 0
        || value[length] != ' ')
      continue;
    if (!check_fingerprint (value + length + 1, sdp_algorithms[i].bytes))
      return FALSE;
    if (self->algorithm < 0 || (gint) i < self->algorithm) {
      self->algorithm = (gint) i;
      self->fingerprint = value + length + 1;
    }
    return TRUE;
  }
  return TRUE;
}

/* <id>[/<direction>] <uri> [<attributes>], RFC 8285, section 8. */
static void
read_extension (EdgeSdpExtensions * extensions, const gchar * value)
{
  g_auto (GStrv) parts = g_strsplit (value, " ", 3);
  guint64 id;

  if (parts[0] == NULL || parts[1] == NULL)
    return;
  gchar *slash = strchr (parts[0], '/');
  if (slash != NULL) {
    *slash = '\0';
    /* the offerer's direction: what he will not receive is no use */
    if (!g_str_equal (slash + 1, "recvonly")
        && !g_str_equal (slash + 1, "sendrecv"))
      return;
  }
  if (!sdp_read_number (parts[0], 255, &id) || id == 0 || id == 15)
    return;
  if (g_str_equal (parts[1], EDGE_SDP_MID_URI))
    extensions->mid = (guint) id;
  else if (g_str_equal (parts[1], EDGE_SDP_TWCC_URI))
    extensions->twcc = (guint) id;
  else if (g_str_equal (parts[1], EDGE_SDP_PLAYOUT_DELAY_URI))
    extensions->playout_delay = (guint) id;
  else if (g_str_equal (parts[1], EDGE_SDP_ABS_CAPTURE_TIME_URI))
    extensions->abs_capture_time = (guint) id;
}

/* Flags: attributes without a value. */
static void
read_flag (SdpSection * self, const gchar * name)
{
  gint direction =
      sdp_find_word (sdp_directions, G_N_ELEMENTS (sdp_directions), name);

  if (direction >= 0) {
    self->direction = direction;
    self->n_directions++;
  } else if (g_str_equal (name, "rtcp-mux")) {
    self->rtcp_mux = TRUE;
  } else if (g_str_equal (name, "rtcp-rsize")) {
    self->rtcp_rsize = TRUE;
  } else if (g_str_equal (name, "bundle-only")) {
    self->bundle_only = TRUE;
  }
}

gboolean
sdp_section_read_attribute (SdpSection * self,
    EdgeSdpExtensions * extensions, const gchar * line)
{
  static const gchar *const names[] = { "mid", "ice-ufrag", "ice-pwd", "setup",
    "fingerprint", "group", "ice-options", "sctp-port", "max-message-size",
    "extmap", "candidate"
  };
  const gchar *colon = strchr (line, ':');
  guint64 number;

  if (colon == NULL) {
    read_flag (self, line);
    return TRUE;
  }
  g_autofree gchar *name = g_strndup (line, (gsize) (colon - line));
  const gchar *value = colon + 1;

  switch (sdp_find_word (names, G_N_ELEMENTS (names), name)) {
    case 0:
      if (self->mid != NULL || !check_token (value, MAX_MID))
        return FALSE;
      self->mid = value;
      return TRUE;
    case 1:
      self->ice_ufrag = value;
      return check_ice (value, 4);
    case 2:
      self->ice_pwd = value;
      return check_ice (value, 22);
    case 3:
      self->setup = value;
      return g_str_equal (value, "actpass") || g_str_equal (value, "active")
          || g_str_equal (value, "passive");
    case 4:
      return read_fingerprint (self, value);
    case 5:
      if (g_str_has_prefix (value, "BUNDLE ")) {
        self->bundle = value + strlen ("BUNDLE ");
        self->n_bundles++;
      }
      return TRUE;
    case 6:
      self->trickle |= strstr (value, "trickle") != NULL;
      return TRUE;
    case 7:
      if (!sdp_read_number (value, 65535, &number) || number == 0)
        return FALSE;
      self->sctp_port = (gint) number;
      return TRUE;
    case 8:
      return sdp_read_number (value, G_MAXUINT64, &self->max_message_size);
    case 9:
      if (extensions != NULL)
        read_extension (extensions, value);
      return TRUE;
    case 10:
      if (self->n_candidates < SDP_SECTION_MAX_CANDIDATES
          && edge_ice_candidate_check (line))
        self->candidates[self->n_candidates++] = line;
      return TRUE;
    default:
      return TRUE;
  }
}

void
sdp_section_init (SdpSection * self, const SdpSection * defaults)
{
  self->algorithm = -1;
  self->direction = -1;
  self->sctp_port = SDP_NO_PORT;
  self->max_message_size = 65536;       /* RFC 8841, section 6.1 */
  if (defaults == NULL)
    return;
  self->ice_ufrag = defaults->ice_ufrag;
  self->ice_pwd = defaults->ice_pwd;
  self->setup = defaults->setup;
  self->direction = defaults->direction;
  self->trickle = defaults->trickle;
}
