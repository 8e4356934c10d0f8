/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "mqttaddress.h"

#include "edgeerror.h"

gchar **
mqtt_address_lookup (const MqttSettings * settings,
    GCancellable * cancellable, GError ** error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  g_autoptr (GError) cause = NULL;

  if (settings->socket_path != NULL) {
    g_ptr_array_add (found, g_strdup (settings->socket_path));
  } else if (g_hostname_is_ip_address (settings->host)) {
    g_ptr_array_add (found, g_strdup (settings->host));
  } else {
    g_autoptr (GResolver) resolver = g_resolver_get_default ();
    GList *addresses = g_resolver_lookup_by_name (resolver, settings->host,
        cancellable, &cause);

    if (addresses == NULL) {
      g_autofree gchar *sentence =
          g_strdup_printf ("There is no MQTT broker host named %s.",
          settings->host);
      edge_set_error (error, EDGE_ERROR_NOT_FOUND, sentence, "%s",
          cause->message);
      return NULL;
    }
    for (GList * link = addresses; link != NULL; link = link->next)
      g_ptr_array_add (found, g_inet_address_to_string (link->data));
    g_resolver_free_addresses (addresses);
  }
  g_ptr_array_add (found, NULL);
  return (gchar **) g_ptr_array_free (g_steal_pointer (&found), FALSE);
}
