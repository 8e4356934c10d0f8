/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "viewermessage.h"

#include "edgejson.h"

#define MAX_DATA_SIZE (64 * 1024)

static gchar *
make_pong (JsonObject * ping, gint64 now)
{
  g_autoptr (JsonObject) pong = json_object_new ();
  gdouble t;

  json_object_set_string_member (pong, "type", "pong");
  if (edge_json_get_double (ping, "t", &t) == EDGE_JSON_OK)
    json_object_set_member (pong, "t",
        json_node_copy (json_object_get_member (ping, "t")));
  json_object_set_int_member (pong, "time", now);
  return edge_json_to_string (pong);
}

static ViewerMessageType
classify_request (JsonObject * object)
{
  const gchar *set, *value;

  if (edge_json_get_string (object, "set", &set) != EDGE_JSON_OK
      || edge_json_get_string (object, "value", &value) != EDGE_JSON_OK
      || !g_str_equal (set, "playout"))
    return VIEWER_MESSAGE_FOR_US;
  if (g_str_equal (value, "quick"))
    return VIEWER_MESSAGE_QUICK;
  return g_str_equal (value, "smooth") ? VIEWER_MESSAGE_SMOOTH :
      VIEWER_MESSAGE_FOR_US;
}

static ViewerMessageType
classify_command (JsonObject * object)
{
  static const struct
  {
    const gchar *action;
    ViewerMessageType type;
  } actions[] = {
    {"move", VIEWER_MESSAGE_MOTION},
    {"release", VIEWER_MESSAGE_RELEASE},
    {"stop", VIEWER_MESSAGE_STOP},
    {"estop", VIEWER_MESSAGE_ESTOP},
  };
  const gchar *action;

  if (edge_json_get_string (object, "action", &action) != EDGE_JSON_OK)
    return !json_object_has_member (object, "action")
        && (json_object_has_member (object, "throttle")
        || json_object_has_member (object,
            "steer")) ? VIEWER_MESSAGE_MOTION : VIEWER_MESSAGE_COMMAND;
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++) {
    if (g_str_equal (action, actions[i].action))
      return actions[i].type;
  }
  return VIEWER_MESSAGE_COMMAND;
}

ViewerMessageType
viewer_message_read (const gchar * data, gsize size, const gchar * from,
    gint64 now, gchar ** text)
{
  g_autoptr (JsonObject) object =
      edge_json_parse_object ((const guint8 *) data, size,
      VIEWER_MESSAGE_MAX_SIZE, NULL);
  const gchar *word;

  *text = NULL;
  if (object == NULL)
    return VIEWER_MESSAGE_MALFORMED;
  if (edge_json_get_string (object, "type", &word) == EDGE_JSON_OK
      && g_str_equal (word, "ping")) {
    *text = make_pong (object, now);
    return VIEWER_MESSAGE_PING;
  }
  if (json_object_has_member (object, "type")
      || json_object_has_member (object, "set")
      || json_object_has_member (object, "view"))
    return classify_request (object);
  json_object_set_string_member (object, "from", from);
  *text = edge_json_to_string (object);
  return classify_command (object);
}

gboolean
viewer_message_ends_motion (const gchar * data, gsize size)
{
  g_autofree gchar *text = NULL;
  ViewerMessageType type = viewer_message_read (data, size, "", 0, &text);

  return type == VIEWER_MESSAGE_STOP || type == VIEWER_MESSAGE_ESTOP
      || type == VIEWER_MESSAGE_RELEASE;
}

gchar *
viewer_message_hello (const gchar * viewer, const gchar * device,
    const ViewerPass * pass)
{
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_string_member (object, "type", "hello");
  json_object_set_string_member (object, "you", viewer);
  json_object_set_string_member (object, "device", device);
  json_object_set_string_member (object, "role",
      viewer_role_to_string (pass->role));
  if (pass->expires != 0)
    json_object_set_int_member (object, "expires", pass->expires);
  return edge_json_to_string (object);
}

gchar *
viewer_message_refused (void)
{
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_string_member (object, "type", "refused");
  json_object_set_string_member (object, "reason", "role");
  json_object_set_string_member (object, "message",
      "This link lets you watch, but not drive.");
  return edge_json_to_string (object);
}

gchar *
viewer_message_bye (const gchar * reason, const gchar * sentence)
{
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_string_member (object, "type", "bye");
  json_object_set_string_member (object, "reason", reason);
  json_object_set_string_member (object, "message", sentence);
  return edge_json_to_string (object);
}

gchar *
viewer_message_clock (const gchar * input, const EdgeTrackClock * clock)
{
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_string_member (object, "type", "clock");
  json_object_set_string_member (object, "input", input);
  json_object_set_int_member (object, "ssrc", clock->ssrc);
  json_object_set_int_member (object, "rtp", clock->rtp);
  json_object_set_int_member (object, "rate", clock->rate);
  json_object_set_double_member (object, "time", clock->time);
  return edge_json_to_string (object);
}

gchar *
viewer_message_source (const gchar * input, gboolean lost,
    const gchar * message)
{
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_string_member (object, "type", "source");
  json_object_set_string_member (object, "input", input);
  json_object_set_string_member (object, "state", lost ? "lost" : "back");
  if (message != NULL)
    json_object_set_string_member (object, "message", message);
  return edge_json_to_string (object);
}

gchar *
viewer_message_playout (const gchar * value)
{
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_string_member (object, "type", "playout");
  if (value != NULL)
    json_object_set_string_member (object, "value", value);
  else
    json_object_set_null_member (object, "value");
  return edge_json_to_string (object);
}

gchar *
viewer_message_path (const EdgeIcePath * path)
{
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_string_member (object, "type", "path");
  json_object_set_string_member (object, "local", path->local);
  json_object_set_string_member (object, "remote", path->remote);
  json_object_set_string_member (object, "protocol", path->protocol);
  json_object_set_string_member (object, "address", path->address);
  json_object_set_string_member (object, "interface", path->interface);
  return edge_json_to_string (object);
}

gchar *
viewer_message_release (const gchar * viewer)
{
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_string_member (object, "action", "release");
  json_object_set_string_member (object, "from", viewer);
  return edge_json_to_string (object);
}

gchar *
viewer_message_from_data (const guint8 * data, gsize size)
{
  g_autoptr (JsonObject) object =
      edge_json_parse_object (data, size, MAX_DATA_SIZE, NULL);

  if (object == NULL)
    return NULL;
  if (json_object_has_member (object, "type"))
    return g_strndup ((const gchar *) data, size);
  json_object_set_string_member (object, "type", "data");
  return edge_json_to_string (object);
}
