/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "picarxclaim.h"

#include "edgeerror.h"

struct _PicarxClaim
{
  gchar *device;
  gchar *owner;
  gint *leaving;
};

/* Protects claims; changed is signalled when one of them goes or one of their
 * owners, or of those who wait, is leaving. */
static GMutex lock;
static GCond changed;
static GList *claims;           /* of PicarxClaim */

static PicarxClaim *
find_locked (const gchar * device)
{
  for (GList * l = claims; l != NULL; l = l->next) {
    PicarxClaim *claim = l->data;

    if (g_str_equal (claim->device, device))
      return claim;
  }
  return NULL;
}

PicarxClaim *
picarx_claim_take (const gchar * device, const gchar * owner, gint * leaving,
    GError ** error)
{
  PicarxClaim *claim = NULL;
  PicarxClaim *other;
  g_autofree gchar *busy = NULL;

  g_mutex_lock (&lock);
  while ((other = find_locked (device)) != NULL
      && g_atomic_int_get (other->leaving) && !g_atomic_int_get (leaving))
    g_cond_wait (&changed, &lock);
  if (other != NULL && !g_atomic_int_get (leaving)) {
    busy = g_strdup (other->owner);
  } else if (other == NULL) {
    claim = g_new0 (PicarxClaim, 1);
    claim->device = g_strdup (device);
    claim->owner = g_strdup (owner);
    claim->leaving = leaving;
    claims = g_list_prepend (claims, claim);
  }
  g_mutex_unlock (&lock);

  if (busy != NULL) {
    g_autofree gchar *sentence =
        g_strdup_printf ("Another element, %s, already drives the car on %s.",
        busy, device);

    edge_set_error (error, EDGE_ERROR_BUSY, sentence, "wanted by %s", owner);
  }
  return claim;
}

void
picarx_claim_release (PicarxClaim * claim)
{
  g_mutex_lock (&lock);
  claims = g_list_remove (claims, claim);
  g_cond_broadcast (&changed);
  g_mutex_unlock (&lock);
  g_free (claim->device);
  g_free (claim->owner);
  g_free (claim);
}

void
picarx_claim_wake (void)
{
  g_mutex_lock (&lock);
  g_cond_broadcast (&changed);
  g_mutex_unlock (&lock);
}
