/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "config.h"

#include "gstrtphdrextplayoutdelay.h"

static gboolean
plugin_init (GstPlugin * plugin)
{
  return GST_ELEMENT_REGISTER (rtphdrextplayoutdelay, plugin);
}

GST_PLUGIN_DEFINE (GST_VERSION_MAJOR, GST_VERSION_MINOR, edgertphdrext,
    "RTP header extensions for low delay", plugin_init, PACKAGE_VERSION,
    GST_LICENSE, PACKAGE_NAME, PACKAGE_ORIGIN)
