/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "fuzz.h"
#include "mqttsignaling.h"

/* The topic up to the first line end, then the payload. */
int
LLVMFuzzerTestOneInput (const guint8 * data, gsize size)
{
  const guint8 *end = size > 0 ? memchr (data, '\n', size) : NULL;
  MqttSignalingMessage message;

  if (end == NULL)
    return 0;
  g_autofree gchar *topic = g_strndup ((const gchar *) data,
      (gsize) (end - data));
  gsize rest = size - (gsize) (end + 1 - data);
  if (!mqtt_signaling_parse (&message, topic, end + 1, rest, NULL)) {
    mqtt_signaling_message_clear (&message);
    return 0;
  }

  MqttSignalingAddress address = { "device", message.mobile, message.session };
  g_autofree gchar *answer = mqtt_signaling_answer (&address, "v=0");
  g_assert (mqtt_signaling_check_id (message.mobile));
  g_assert (answer != NULL && g_utf8_validate (answer, -1, NULL));
  g_assert (message.type != MQTT_SIGNALING_OFFER || message.sdp != NULL);
  mqtt_signaling_message_clear (&message);
  return 0;
}
