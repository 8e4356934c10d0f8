/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "turnservers.h"

/* The category that gst_webrtc_ice_add_turn_server() logs to. */
#define CATEGORY "webrtcnice"

/* Who silences the category must not find it silenced by another. */
static GMutex lock;

static GstDebugCategory *
find_category (void)
{
  GSList *all = gst_debug_get_all_categories ();
  GstDebugCategory *found = NULL;

  for (GSList * l = all; l != NULL && found == NULL; l = l->next) {
    if (g_str_equal (gst_debug_category_get_name (l->data), CATEGORY))
      found = l->data;
  }
  g_slist_free (all);
  return found;
}

void
edge_turn_servers_add (GstWebRTCICE * ice, const gchar * const *uris)
{
  GstDebugCategory *category = find_category ();
  GstDebugLevel level = GST_LEVEL_NONE;

  g_mutex_lock (&lock);
  if (category != NULL) {
    level = gst_debug_category_get_threshold (category);
    gst_debug_category_set_threshold (category, GST_LEVEL_NONE);
  }
  for (; uris != NULL && *uris != NULL; uris++)
    gst_webrtc_ice_add_turn_server (ice, *uris);
  if (category != NULL)
    gst_debug_category_set_threshold (category, level);
  g_mutex_unlock (&lock);
}
