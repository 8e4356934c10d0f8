/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* This machine's own addresses, as the kernel knows them now. Nothing is sent
 * and no name is looked up: what is no IP address is nobody's. */

/* The interface that has address, as "eth0"; NULL if none has. */
gchar *  edge_local_network_interface (const gchar * address);

/* Whether an interface that has one of addresses reaches one of others without
 * a router: both are arrays of text. Link-local addresses look alike on every
 * link and prove nothing. */
gboolean edge_local_network_shares    (GPtrArray * addresses,
                                       GPtrArray * others);

/* The address from which packets to other would leave, or NULL. */
gchar *  edge_local_network_towards   (const gchar * other);

G_END_DECLS
