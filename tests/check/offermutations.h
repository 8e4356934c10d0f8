/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Changes to the offer "chromium-recvonly" of which webrtcbin would take
 * some that make no sense. */
typedef struct
{
  const gchar *what;
  const gchar *old;
  const gchar *new;
  gint code;                    /* EdgeError, or -1 = taken */
} OfferMutation;

extern const OfferMutation offer_mutations[];
extern const guint offer_n_mutations;

/* tests/check/data/NAME.sdp */
gchar * offer_load    (const gchar * name);
/* text with each old replaced; fails if there is none. */
gchar * offer_replace (const gchar * text, const gchar * old,
                       const gchar * new);

G_END_DECLS
