/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "elements.h"

#include <gst/check/gstcheck.h>

/* Nobody listens on the discard port: what connects keeps trying. */
static const struct
{
  const gchar *element;
  const gchar *property;
  const gchar *value;
} setup[] = {
  {"mqttsrc", "topic", "generic/test"},
  {"mqttsrc", "port", "9"},
  {"mqttsink", "topic", "generic/test"},
  {"mqttsink", "port", "9"},
  {"mqttsignalingbin", "port", "9"},
  {"mqttsignalingbin", "local-addresses", "127.0.0.1"},
  {"picarxsink", "i2c-device", "simulated"},
};

GstElement *
make_element (const gchar * name)
{
  GstElement *element = gst_element_factory_make (name, NULL);

  fail_unless (element != NULL, "no element %s", name);
  gst_object_ref_sink (element);
  for (guint i = 0; i < G_N_ELEMENTS (setup); i++)
    if (g_str_equal (setup[i].element, name))
      gst_util_set_object_arg (G_OBJECT (element), setup[i].property,
          setup[i].value);
  return element;
}
