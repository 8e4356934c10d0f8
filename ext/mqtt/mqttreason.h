/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a refusal by the broker means, as an error in EDGE_ERROR. */

typedef enum
{
  MQTT_REASON_RETRY,            /* may get better by itself */
  MQTT_REASON_FATAL,            /* somebody has to change something */
  MQTT_REASON_AUTH,             /* the same, about who we are */
  MQTT_REASON_PROTOCOL,         /* try the older protocol */
} MqttReasonKind;

/* reason: return code of a CONNACK of MQTT 3.1.1 (1..5) or reason code of MQTT
 * 5 (128..). broker and client_id are for the text. */
GError * mqtt_connack_to_error    (guint reason, const gchar * broker,
                                   const gchar * client_id,
                                   MqttReasonKind * kind);

/* reason: of a DISCONNECT of the broker (MQTT 5, 128..) or an error number of
 * libmosquitto with the errno that went with it. */
GError * mqtt_disconnect_to_error (gint reason, gint errnum,
                                   const gchar * broker,
                                   const gchar * client_id);

G_END_DECLS
