/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "icepaths.h"

#include <string.h>

#include "icecandidate.h"
#include "localnetwork.h"

/* libnice cuts what is longer. */
#define MAX_FOUNDATION 32

struct _EdgeIcePaths
{
  GPtrArray *local;             /* EdgeIceDescription */
  GPtrArray *remote;
  gboolean selected;
  EdgeIcePath path;             /* if selected */
};

EdgeIcePaths *
edge_ice_paths_new (void)
{
  EdgeIcePaths *self = g_new0 (EdgeIcePaths, 1);

  self->local = g_ptr_array_new_with_free_func ((GDestroyNotify)
      edge_ice_description_free);
  self->remote = g_ptr_array_new_with_free_func ((GDestroyNotify)
      edge_ice_description_free);
  return self;
}

void
edge_ice_paths_free (EdgeIcePaths * self)
{
  g_ptr_array_unref (self->local);
  g_ptr_array_unref (self->remote);
  g_free (self->path.address);
  g_free (self->path.interface);
  g_free (self);
}

static void
add (GPtrArray * side, const gchar * candidate)
{
  EdgeIceDescription *description;

  if (side->len >= EDGE_ICE_PATHS_MAX)
    return;
  description = edge_ice_description_new (candidate);
  if (description != NULL)
    g_ptr_array_add (side, description);
}

void
edge_ice_paths_add_local (EdgeIcePaths * self, const gchar * candidate)
{
  add (self->local, candidate);
}

void
edge_ice_paths_add_remote (EdgeIcePaths * self, const gchar * candidate)
{
  add (self->remote, candidate);
}

void
edge_ice_paths_add_offer (EdgeIcePaths * self, const gchar * sdp)
{
  static const gchar mark[] = "a=candidate:";

  for (const gchar * line = strstr (sdp, mark); line != NULL;
      line = strstr (line, mark)) {
    gsize length = strcspn (line, "\r\n");
    g_autofree gchar *candidate = g_strndup (line + 2, length - 2);

    edge_ice_paths_add_remote (self, candidate);
    line += length;
  }
}

/* NULL: nobody told of it, the checks found it (peer-reflexive). */
static const EdgeIceDescription *
find (GPtrArray * side, const gchar * foundation)
{
  for (guint i = 0; i < side->len; i++) {
    const EdgeIceDescription *description = side->pdata[i];

    if (strncmp (description->foundation, foundation, MAX_FOUNDATION) == 0)
      return description;
  }
  return NULL;
}

static const gchar *
type_word (const EdgeIceDescription * description)
{
  return edge_ice_type_to_string (description != NULL ? description->type :
      EDGE_ICE_PRFLX);
}

/* A host candidate has its own address, others have that of the host candidate
 * that they were found with; relays of some servers leave it out. */
static gchar *
find_own_address (const EdgeIceDescription * local,
    const EdgeIceDescription * remote)
{
  g_autofree gchar *interface = NULL;
  gchar *address = NULL;

  if (local != NULL && local->type == EDGE_ICE_HOST)
    return g_strdup (local->address);
  if (local != NULL && local->base != NULL)
    interface = edge_local_network_interface (local->base);
  if (interface != NULL)
    return g_strdup (local->base);
  if (local != NULL)
    address = edge_local_network_towards (local->address);
  else if (remote != NULL)
    address = edge_local_network_towards (remote->address);
  return address != NULL ? address : g_strdup ("");
}

gboolean
edge_ice_paths_select (EdgeIcePaths * self, const gchar * local_foundation,
    const gchar * remote_foundation)
{
  const EdgeIceDescription *local = find (self->local, local_foundation);
  const EdgeIceDescription *remote = find (self->remote, remote_foundation);
  EdgeIcePath path = {
    .local = type_word (local),
    .remote = type_word (remote),
    .protocol = local != NULL && local->tcp ? "tcp" : "udp",
    .address = find_own_address (local, remote),
  };
  gboolean changed;

  if (local == NULL && remote != NULL && remote->tcp)
    path.protocol = "tcp";
  path.interface = edge_local_network_interface (path.address);
  if (path.interface == NULL)
    path.interface = g_strdup ("");
  changed = !self->selected || !g_str_equal (path.local, self->path.local)
      || !g_str_equal (path.remote, self->path.remote)
      || !g_str_equal (path.protocol, self->path.protocol)
      || !g_str_equal (path.address, self->path.address)
      || !g_str_equal (path.interface, self->path.interface);
  g_free (self->path.address);
  g_free (self->path.interface);
  self->path = path;
  self->selected = TRUE;
  return changed;
}

const EdgeIcePath *
edge_ice_paths_get (const EdgeIcePaths * self)
{
  return self->selected ? &self->path : NULL;
}

static void
count (GPtrArray * side, EdgeCandidateCount * count)
{
  for (guint i = 0; i < side->len; i++) {
    const EdgeIceDescription *description = side->pdata[i];

    if (description->hidden)
      count->mdns++;
    else if (description->type == EDGE_ICE_HOST)
      count->host++;
    else if (description->type == EDGE_ICE_RELAY)
      count->relay++;
    else
      count->srflx++;
  }
}

/* The addresses of host candidates: they stay those of side. */
static GPtrArray *
list_hosts (GPtrArray * side)
{
  GPtrArray *hosts = g_ptr_array_new ();

  for (guint i = 0; i < side->len; i++) {
    const EdgeIceDescription *description = side->pdata[i];

    if (description->type == EDGE_ICE_HOST)
      g_ptr_array_add (hosts, description->address);
  }
  return hosts;
}

void
edge_ice_paths_count (const EdgeIcePaths * self,
    EdgeConnectionEvidence * evidence)
{
  g_autoptr (GPtrArray) local = list_hosts (self->local);
  g_autoptr (GPtrArray) remote = list_hosts (self->remote);

  evidence->local = evidence->remote = (EdgeCandidateCount) {
  0};
  count (self->local, &evidence->local);
  count (self->remote, &evidence->remote);
  evidence->same_network = edge_local_network_shares (local, remote);
}
