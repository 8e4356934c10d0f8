/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "icecandidate.h"

#include <string.h>

#include "edgeerror.h"
#include "edgejson.h"

#define NOT_USABLE "The viewer's ICE candidate is not usable."
#define MAX_MID 32
#define MAX_PARTS 40

void
edge_ice_candidate_clear (EdgeIceCandidate * self)
{
  g_clear_pointer (&self->candidate, g_free);
  g_clear_pointer (&self->mid, g_free);
  g_clear_pointer (&self->ufrag, g_free);
  self->mline_index = -1;
}

static gboolean
check_number (const gchar * text, guint64 min, guint64 max)
{
  return g_ascii_string_to_unsigned (text, 10, min, max, NULL, NULL);
}

/* An IP address, or the .local name that browsers hide theirs behind. No other
 * name: webrtcbin would look it up. */
static gboolean
check_address (const gchar * text)
{
  static const gchar local[] = ".local";
  gsize length = strlen (text);

  if (g_hostname_is_ip_address (text))
    return strchr (text, '%') == NULL;
  if (length < sizeof local || length > 253 || !g_str_has_suffix (text, local))
    return FALSE;
  for (const gchar * p = text; *p != '\0'; p++) {
    if (!g_ascii_isalnum (*p) && *p != '-' && *p != '.')
      return FALSE;
  }
  return TRUE;
}

static const gchar *const types[] = { "host", "srflx", "prflx", "relay",
  NULL
};

/* RFC 8839, section 5.1: candidate:<foundation> <component> <transport>
 * <priority> <address> <port> typ <type> *(<name> <value>) */
static gchar **
split_candidate (const gchar * text)
{
  if (strlen (text) > EDGE_ICE_MAX_CANDIDATE
      || !g_str_has_prefix (text, "candidate:"))
    return NULL;
  for (const gchar * p = text; *p != '\0'; p++) {
    if (!g_ascii_isprint (*p))
      return NULL;
  }

  g_auto (GStrv) parts = g_strsplit (text + strlen ("candidate:"), " ",
      MAX_PARTS);
  guint n_parts = g_strv_length (parts);
  if (n_parts < 8 || n_parts % 2 != 0 || n_parts == MAX_PARTS
      || parts[0][0] == '\0' || strlen (parts[0]) > 64
      || !check_number (parts[1], 1, 256)
      || (g_ascii_strcasecmp (parts[2], "udp") != 0
          && g_ascii_strcasecmp (parts[2], "tcp") != 0)
      || !check_number (parts[3], 0, G_MAXUINT32)
      || !check_address (parts[4])
      || !check_number (parts[5], 0, 65535)
      || !g_str_equal (parts[6], "typ")
      || !g_strv_contains (types, parts[7]))
    return NULL;
  return g_steal_pointer (&parts);
}

gboolean
edge_ice_candidate_check (const gchar * text)
{
  g_auto (GStrv) parts = split_candidate (text);

  return parts != NULL;
}

EdgeIceDescription *
edge_ice_description_new (const gchar * text)
{
  g_auto (GStrv) parts = split_candidate (text);
  EdgeIceDescription *self;

  if (parts == NULL)
    return NULL;
  self = g_new0 (EdgeIceDescription, 1);
  self->foundation = g_strdup (parts[0]);
  self->address = g_strdup (parts[4]);
  self->hidden = !g_hostname_is_ip_address (parts[4]);
  self->tcp = g_ascii_strcasecmp (parts[2], "tcp") == 0;
  while (!g_str_equal (parts[7], types[self->type]))
    self->type++;
  for (guint i = 8; parts[i] != NULL; i += 2) {
    if (g_str_equal (parts[i], "raddr") && self->base == NULL)
      self->base = g_strdup (parts[i + 1]);
  }
  return self;
}

void
edge_ice_description_free (EdgeIceDescription * self)
{
  g_free (self->foundation);
  g_free (self->address);
  g_free (self->base);
  g_free (self);
}

const gchar *
edge_ice_type_to_string (EdgeIceType type)
{
  return types[type];
}

/* From "a=candidate:...", "candidate:...", the bare rest of it, or "". */
static gboolean
read_candidate (EdgeIceCandidate * self, const gchar * text, GError ** error)
{
  if (strlen (text) > EDGE_ICE_MAX_CANDIDATE) {
    edge_set_error (error, EDGE_ERROR_FORMAT, NOT_USABLE,
        "longer than %u bytes", EDGE_ICE_MAX_CANDIDATE);
    return FALSE;
  }

  g_autofree gchar *line = g_strstrip (g_strdup (text));
  const gchar *start = g_str_has_prefix (line, "a=") ? line + 2 : line;

  if (*start == '\0' || g_str_equal (start, "end-of-candidates")
      || g_str_equal (start, "candidate:")) {
    self->candidate = g_strdup ("");
    return TRUE;
  }
  g_auto (GStrv) parts = split_candidate (start);
  if (parts == NULL) {
    edge_set_error (error, EDGE_ERROR_FORMAT, NOT_USABLE,
        "not a candidate of RFC 8839");
    return FALSE;
  }
  for (guint i = 8; parts[i] != NULL; i += 2) {
    if (g_str_equal (parts[i], "ufrag")) {
      g_free (self->ufrag);
      self->ufrag = g_strdup (parts[i + 1]);
    }
  }
  self->candidate = g_strdup (start);
  return TRUE;
}

static gboolean
read_mid (EdgeIceCandidate * self, JsonObject * object, GError ** error)
{
  const gchar *text = NULL;
  gint64 number = -1;

  /* Some write the mid "0" as the number 0. */
  switch (edge_json_get_string (object, "sdpMid", &text)) {
    case EDGE_JSON_OK:
      if (strlen (text) > MAX_MID) {
        edge_set_error (error, EDGE_ERROR_FORMAT, NOT_USABLE,
            "sdpMid is longer than %u bytes", MAX_MID);
        return FALSE;
      }
      if (*text != '\0')
        self->mid = g_strdup (text);
      return TRUE;
    case EDGE_JSON_WRONG_TYPE:
      if (edge_json_get_int64 (object, "sdpMid", &number) != EDGE_JSON_OK) {
        edge_set_error (error, EDGE_ERROR_FORMAT, NOT_USABLE,
            "sdpMid is neither text nor a number");
        return FALSE;
      }
      self->mid = g_strdup_printf ("%" G_GINT64_FORMAT, number);
      return TRUE;
    default:
      return TRUE;
  }
}

static gboolean
read_mline_index (EdgeIceCandidate * self, JsonObject * object, GError ** error)
{
  const gchar *text = NULL;
  gint64 index = -1;
  guint64 number;
  EdgeJsonResult result = edge_json_get_int64 (object, "sdpMLineIndex", &index);

  if (result == EDGE_JSON_MISSING)
    return TRUE;
  if (result == EDGE_JSON_WRONG_TYPE
      && edge_json_get_string (object, "sdpMLineIndex",
          &text) == EDGE_JSON_OK) {
    if (*text == '\0')
      return TRUE;
    if (g_ascii_string_to_unsigned (text, 10, 0, EDGE_SDP_MAX_MEDIA - 1,
            &number, NULL))
      index = (gint64) number;
  }
  if (index < 0 || index >= EDGE_SDP_MAX_MEDIA) {
    edge_set_error (error, EDGE_ERROR_FORMAT, NOT_USABLE,
        "sdpMLineIndex is not 0 to %u", EDGE_SDP_MAX_MEDIA - 1);
    return FALSE;
  }
  self->mline_index = (gint) index;
  return TRUE;
}

gboolean
edge_ice_candidate_from_json (EdgeIceCandidate * self, JsonObject * message,
    GError ** error)
{
  EdgeIceCandidate read = { NULL, NULL, -1, NULL };
  JsonObject *object = message;
  const gchar *text = "";

  /* {"candidate":{"candidate":"...","sdpMid":...}} */
  if (edge_json_get_object (message, "candidate", &object) != EDGE_JSON_OK)
    object = message;
  if (edge_json_get_string (object, "candidate", &text)
      == EDGE_JSON_WRONG_TYPE) {
    edge_set_error (error, EDGE_ERROR_FORMAT, NOT_USABLE,
        "candidate is neither text nor an object");
    return FALSE;
  }
  if (!read_candidate (&read, text, error) || !read_mid (&read, object, error)
      || !read_mline_index (&read, object, error)) {
    edge_ice_candidate_clear (&read);
    return FALSE;
  }
  if (object != message && read.mid == NULL && read.mline_index < 0
      && (!read_mid (&read, message, error)
          || !read_mline_index (&read, message, error))) {
    edge_ice_candidate_clear (&read);
    return FALSE;
  }
  if (read.ufrag == NULL
      && edge_json_get_string (object, "usernameFragment", &text)
      == EDGE_JSON_OK && *text != '\0' && strlen (text) <= 256)
    read.ufrag = g_strdup (text);
  *self = read;
  return TRUE;
}

gboolean
edge_ice_candidate_find_mline (const EdgeIceCandidate * self,
    const EdgeSdpOffer * offer, guint * mline_index)
{
  if (self->mid != NULL ? edge_sdp_offer_find_mid (offer, self->mid) == NULL
      : self->mline_index >= (gint) offer->n_media)
    return FALSE;
  if (self->ufrag != NULL && !g_str_equal (self->ufrag, offer->ice_ufrag))
    return FALSE;
  *mline_index = 0;
  return TRUE;
}

void
edge_ice_candidate_to_json (JsonObject * message, const gchar * candidate,
    const gchar * mid, guint mline_index)
{
  json_object_set_string_member (message, "candidate", candidate);
  json_object_set_string_member (message, "sdpMid", mid);
  json_object_set_int_member (message, "sdpMLineIndex", mline_index);
}
