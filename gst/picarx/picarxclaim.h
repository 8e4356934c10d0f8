/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One bus per device in a process. Whoever comes while the one before is on
 * his way out waits for him; whoever comes earlier is refused. */
typedef struct _PicarxClaim PicarxClaim;

/* leaving: set to 1 with g_atomic_int_set() by the owner, followed by
 * picarx_claim_wake(), when he goes; valid until the claim is released.
 * NULL without error: *leaving was set while waiting. */
PicarxClaim * picarx_claim_take    (const gchar * device, const gchar * owner,
                                    gint * leaving, GError ** error);
void          picarx_claim_release (PicarxClaim * claim);
void          picarx_claim_wake    (void);

G_END_DECLS
