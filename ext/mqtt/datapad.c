/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "datapad.h"

#include "viewermessage.h"

static GstFlowReturn
data_chain (GstPad * pad, GstObject * parent, GstBuffer * buffer)
{
  DataPadText give = (DataPadText) pad->chaindata;
  GstMapInfo map;
  gchar *text = NULL;

  if (gst_buffer_map (buffer, &map, GST_MAP_READ)) {
    text = viewer_message_from_data (map.data, map.size);
    gst_buffer_unmap (buffer, &map);
  }
  gst_buffer_unref (buffer);
  if (text != NULL)
    give (GST_ELEMENT (parent), text);
  else
    GST_WARNING_OBJECT (pad, "no JSON object of at most 64 KiB, dropped");
  return GST_FLOW_OK;
}

static gboolean
data_event (GstPad * pad, GstObject * parent, GstEvent * event)
{
  gst_event_unref (event);
  return TRUE;
}

static GstIterator *
no_internal_links (GstPad * pad, GstObject * parent)
{
  return NULL;
}

GstPad *
data_pad_new (GstStaticPadTemplate * templ, DataPadText text)
{
  GstPad *pad = gst_pad_new_from_static_template (templ, "data");

  gst_pad_set_chain_function_full (pad, data_chain, (gpointer) text, NULL);
  gst_pad_set_event_function (pad, data_event);
  gst_pad_set_iterate_internal_links_function (pad, no_internal_links);
  gst_pad_set_active (pad, TRUE);
  return pad;
}
