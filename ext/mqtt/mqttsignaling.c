/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "mqttsignaling.h"

#include <string.h>

#include "edgeerror.h"
#include "edgejson.h"

#define NOT_USABLE "The viewer's message is not usable."
#define MAX_SESSION 128

static const struct
{
  MqttSignalingType type;
  const gchar *name;
  gsize max_size;
} types[] = { {MQTT_SIGNALING_OFFER, "offer", 32 * 1024},
{MQTT_SIGNALING_CANDIDATE, "candidate", 4 * 1024},
{MQTT_SIGNALING_BYE, "bye", 4 * 1024}
};

static const gchar *const topics[] = { "answer", "candidate", "error",
  "status"
};

gsize
mqtt_signaling_max_size (MqttSignalingType type)
{
  return types[type].max_size;
}

void
mqtt_signaling_message_clear (MqttSignalingMessage * self)
{
  g_clear_pointer (&self->mobile, g_free);
  g_clear_pointer (&self->session, g_free);
  g_clear_pointer (&self->to, g_free);
  g_clear_pointer (&self->sdp, g_free);
  g_clear_pointer (&self->auth, g_free);
  edge_ice_candidate_clear (&self->candidate);
}

/* Neither control nor format characters (U+202E turns the rest of a line
 * around), nor the separators that end a line. */
static gboolean
is_visible (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);

  return g_unichar_isprint (c) && type != G_UNICODE_LINE_SEPARATOR
      && type != G_UNICODE_PARAGRAPH_SEPARATOR && type != G_UNICODE_PRIVATE_USE;
}

/* Text that may stand in a log and in a topic level. */
static gboolean
check_text (const gchar * text, glong max, const gchar * forbidden)
{
  glong length = 0;

  /* No character takes more than 6 bytes, so no long text is walked. */
  if (strnlen (text, (gsize) max * 6 + 1) > (gsize) max * 6
      || !g_utf8_validate (text, -1, NULL))
    return FALSE;
  for (const gchar * p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (!is_visible (c) || (c < 0x80 && strchr (forbidden, (gint) c) != NULL))
      return FALSE;
    length++;
  }
  return length >= 1 && length <= max;
}

gboolean
mqtt_signaling_check_id (const gchar * id)
{
  return check_text (id, MQTT_SIGNALING_MAX_ID, "+#/");
}

/* mobile/{mobile}/webrtc/{type} */
gchar *
mqtt_signaling_parse_topic (const gchar * topic, MqttSignalingType * type)
{
  if (!g_str_has_prefix (topic, "mobile/"))
    return NULL;

  const gchar *start = topic + strlen ("mobile/");
  const gchar *slash = strchr (start, '/');
  if (slash == NULL || !g_str_has_prefix (slash, "/webrtc/"))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (types); i++) {
    if (!g_str_equal (slash + strlen ("/webrtc/"), types[i].name))
      continue;
    g_autofree gchar *mobile = g_strndup (start, (gsize) (slash - start));
    if (!mqtt_signaling_check_id (mobile))
      return NULL;
    *type = types[i].type;
    return g_steal_pointer (&mobile);
  }
  return NULL;
}

/* NULL if it is missing; FALSE if it is there and not usable. Numbers are
 * taken: some use a counter or a time as session. */
static gboolean
read_text (JsonObject * object, const gchar * name, glong max,
    const gchar * forbidden, gchar ** text)
{
  const gchar *value = NULL;
  gint64 number;

  switch (edge_json_get_string (object, name, &value)) {
    case EDGE_JSON_OK:
      if (*value == '\0')
        return TRUE;
      if (!check_text (value, max, forbidden))
        return FALSE;
      *text = g_strdup (value);
      return TRUE;
    case EDGE_JSON_WRONG_TYPE:
      if (edge_json_get_int64 (object, name, &number) != EDGE_JSON_OK)
        return FALSE;
      *text = g_strdup_printf ("%" G_GINT64_FORMAT, number);
      return TRUE;
    default:
      return TRUE;
  }
}

/* The topic says what it is; a type that says something else is a mistake. */
static gboolean
check_type (JsonObject * object, MqttSignalingType type)
{
  const gchar *text = NULL;

  switch (edge_json_get_string (object, "type", &text)) {
    case EDGE_JSON_OK:
      return g_str_equal (text, types[type].name);
    case EDGE_JSON_MISSING:
      return TRUE;
    default:
      return FALSE;
  }
}

/* Also {"sdp":{"type":"offer","sdp":"..."}}, a whole description as one value. */
static gboolean
read_sdp (MqttSignalingMessage * message, JsonObject * object)
{
  const gchar *sdp = NULL;

  if (edge_json_get_object (object, "sdp", &object) == EDGE_JSON_OK
      && !check_type (object, MQTT_SIGNALING_OFFER))
    return FALSE;
  if (edge_json_get_string (object, "sdp", &sdp) != EDGE_JSON_OK
      || *sdp == '\0')
    return FALSE;
  message->sdp = g_strdup (sdp);
  return TRUE;
}

/* What is not even text is a token that nobody can have signed. */
static void
read_auth (MqttSignalingMessage * message, JsonObject * object)
{
  const gchar *auth = "";

  if (edge_json_get_string (object, "auth", &auth) != EDGE_JSON_MISSING)
    message->auth = g_strdup (auth);
}

static gboolean
read_message (MqttSignalingMessage * message, JsonObject * object,
    GError ** error)
{
  const gchar *fault = NULL;

  if (!read_text (object, "session", MAX_SESSION, "", &message->session))
    fault = "bad session";
  else if (message->type != MQTT_SIGNALING_CANDIDATE
      && !check_type (object, message->type))
    fault = "type does not fit the topic";
  else if (!read_text (object, "to", MQTT_SIGNALING_MAX_ID, "+#/", &message->to)
      || (message->to == NULL && !read_text (object, "deviceId",
              MQTT_SIGNALING_MAX_ID, "+#/", &message->to)))
    fault = "bad to or deviceId";
  else if (message->type == MQTT_SIGNALING_OFFER && !read_sdp (message, object))
    fault = "no sdp";
  if (fault != NULL) {
    edge_set_error (error, EDGE_ERROR_FORMAT, NOT_USABLE, "%s: %s",
        types[message->type].name, fault);
    return FALSE;
  }
  if (message->type == MQTT_SIGNALING_OFFER)
    read_auth (message, object);
  if (message->type == MQTT_SIGNALING_CANDIDATE)
    return edge_ice_candidate_from_json (&message->candidate, object, error);
  return TRUE;
}

gboolean
mqtt_signaling_parse (MqttSignalingMessage * message, const gchar * topic,
    const guint8 * payload, gsize size, GError ** error)
{
  g_autoptr (JsonObject) object = NULL;

  memset (message, 0, sizeof (*message));
  message->candidate.mline_index = -1;
  message->mobile = mqtt_signaling_parse_topic (topic, &message->type);
  if (message->mobile == NULL) {
    edge_set_error (error, EDGE_ERROR_FORMAT, NOT_USABLE,
        "the topic is none of mobile/{mobile}/webrtc/offer, candidate, bye");
    return FALSE;
  }
  if (message->type == MQTT_SIGNALING_BYE && size == 0)
    return TRUE;
  object = edge_json_parse_object (payload, size,
      types[message->type].max_size, error);
  return object != NULL && read_message (message, object, error);
}

const gchar *const *
mqtt_signaling_filters (void)
{
  static const gchar *const filters[] = { "mobile/+/webrtc/offer",
    "mobile/+/webrtc/candidate", "mobile/+/webrtc/bye", NULL
  };

  return filters;
}

gchar *
mqtt_signaling_topic (MqttSignalingTopic topic, const gchar * device)
{
  return g_strdup_printf ("device/%s/webrtc/%s", device, topics[topic]);
}

static JsonObject *
new_message (const MqttSignalingAddress * address, const gchar * type)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "type", type);
  json_object_set_string_member (object, "to", address->to);
  json_object_set_string_member (object, "from", address->from);
  if (address->session != NULL)
    json_object_set_string_member (object, "session", address->session);
  return object;
}

gchar *
mqtt_signaling_answer (const MqttSignalingAddress * address, const gchar * sdp)
{
  g_autoptr (JsonObject) object = new_message (address, "answer");

  json_object_set_string_member (object, "sdp", sdp);
  return edge_json_to_string (object);
}

gchar *
mqtt_signaling_candidate (const MqttSignalingAddress * address,
    const gchar * candidate, const gchar * mid, guint mline_index)
{
  g_autoptr (JsonObject) object = new_message (address, "candidate");

  edge_ice_candidate_to_json (object, candidate, mid, mline_index);
  return edge_json_to_string (object);
}

gchar *
mqtt_signaling_error (const MqttSignalingAddress * address,
    const gchar * reason, const gchar * message)
{
  g_autoptr (JsonObject) object = new_message (address, "error");

  json_object_set_string_member (object, "reason", reason);
  json_object_set_string_member (object, "message", message);
  return edge_json_to_string (object);
}

static void
set_words (JsonObject * object, const gchar * name, const gchar * const *words)
{
  JsonArray *array = json_array_new ();

  for (; words != NULL && *words != NULL; words++)
    json_array_add_string_element (array, *words);
  json_object_set_array_member (object, name, array);
}

gchar *
mqtt_signaling_status_online (const gchar * device, guint peers,
    const gchar * const *codecs, const gchar * const *video,
    const gchar * const *audio)
{
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_string_member (object, "status", "online");
  json_object_set_string_member (object, "device", device);
  json_object_set_int_member (object, "peers", peers);
  set_words (object, "codecs", codecs);
  set_words (object, "video", video);
  set_words (object, "audio", audio);
  return edge_json_to_string (object);
}

gchar *
mqtt_signaling_status_offline (const gchar * device)
{
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_string_member (object, "status", "offline");
  json_object_set_string_member (object, "device", device);
  return edge_json_to_string (object);
}
