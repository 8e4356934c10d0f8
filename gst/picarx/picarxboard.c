/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "picarxboard.h"

#include "edgeerror.h"

const guint8 picarx_board_addresses[PICARX_BOARD_N_ADDRESSES] = {
  0x14, 0x15, 0x16
};

gboolean
picarx_board_refuse_other (GError ** error)
{
  edge_set_error (error, EDGE_ERROR_SETTINGS,
      "The board at I2C address 23 (0x17) is another one of SunFounder's than "
      "the Robot HAT v4 that picarxsink drives.", "address 0x%02x",
      PICARX_BOARD_OTHER_ADDRESS);
  return FALSE;
}
