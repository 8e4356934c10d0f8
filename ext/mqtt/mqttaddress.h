/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <gio/gio.h>

#include "mqttsettings.h"

G_BEGIN_DECLS

/* The numeric addresses to try for settings' host (or its socket's path), in
 * order. Waits for the name service, but not longer than cancellable lets it. */
gchar ** mqtt_address_lookup (const MqttSettings * settings,
                              GCancellable * cancellable, GError ** error);

G_END_DECLS
