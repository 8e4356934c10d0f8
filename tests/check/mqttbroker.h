/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A real mosquitto for a test, on 127.0.0.1 and a free port, with its files in
 * a folder of its own. */
typedef struct _MqttBroker MqttBroker;

/* FALSE, with a line about it in the log: not installed, skip the test. */
gboolean      mqtt_broker_is_available (void);

/* config: more lines for mosquitto.conf, each ended by a newline, or NULL; when
 * it has a line that starts with "listener" it stands alone. %p in it becomes
 * the port, %d the folder. Returns when the port takes connections. */
MqttBroker *  mqtt_broker_new          (const gchar * config);
/* The same without starting it: the port is free until start(). */
MqttBroker *  mqtt_broker_new_stopped  (const gchar * config);
/* Ends it and removes the folder. */
void          mqtt_broker_free         (MqttBroker * self);

guint         mqtt_broker_port         (MqttBroker * self);
const gchar * mqtt_broker_folder       (MqttBroker * self);

void          mqtt_broker_start        (MqttBroker * self);
void          mqtt_broker_kill         (MqttBroker * self);     /* SIGKILL */
void          mqtt_broker_freeze       (MqttBroker * self);     /* SIGSTOP */
void          mqtt_broker_thaw         (MqttBroker * self);     /* SIGCONT */

/* Writes text to name in the folder; returns the path, free with g_free(). */
gchar *       mqtt_broker_write_file   (MqttBroker * self, const gchar * name,
                                        const gchar * text);
/* FALSE, with a line about it in the log: openssl is not installed. */
gboolean      mqtt_broker_can_make_certificates (void);
/* A self-signed certificate, name.pem, and its key, name.key, in the folder.
 * san: as in "DNS:localhost,IP:127.0.0.1". */
void          mqtt_broker_make_certificate (MqttBroker * self,
                                            const gchar * name,
                                            const gchar * san);
/* The broker's log so far; free with g_free(). */
gchar *       mqtt_broker_log          (MqttBroker * self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqttBroker, mqtt_broker_free)

G_END_DECLS
