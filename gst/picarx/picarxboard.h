/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include "picarxwire.h"

G_BEGIN_DECLS

/* A Robot HAT v4, real or not: one transfer per call, no memory of what was
 * written, one thread. Errors are EDGE_ERROR_*. */
typedef struct _PicarxBoard PicarxBoard;

typedef struct
{
  /* The rest of opening, once the controller had its reset: who answers?
   * May be called again. */
  gboolean (*probe) (PicarxBoard * board, GError ** error);
  gboolean (*write_register) (PicarxBoard * board, guint8 number,
      guint16 value, GError ** error);
  gboolean (*set_line) (PicarxBoard * board, guint8 line, gboolean high,
      GError ** error);
  /* Holds the controller in reset, or lets it run. */
  gboolean (*set_reset) (PicarxBoard * board, gboolean held, GError ** error);
  /* What the converter measures on the channel of this register, 12 bit. -1 =
   * cannot tell. */
  gint (*read_channel) (PicarxBoard * board, guint8 number);
  /* The ultrasonic sensor measures when its trigger falls; what came of the
   * last time can be read later. centimetres, NAN = nothing in reach. */
  void (*set_trigger) (PicarxBoard * board, gboolean high);
  gdouble (*read_distance) (PicarxBoard * board);
  /* FALSE: there is nothing that a guard could stop. */
    gboolean (*get_wires) (PicarxBoard * board, PicarxWires * wires);
  void (*free) (PicarxBoard * board);
} PicarxBoardClass;

struct _PicarxBoard
{
  const PicarxBoardClass *klass;
  gboolean needs_reset;         /* worth waiting for */
};

/* Where a Robot HAT v4 answers, the usual one first; and another board of
 * SunFounder's, with other registers. */
#define PICARX_BOARD_N_ADDRESSES 3
#define PICARX_BOARD_OTHER_ADDRESS 0x17
extern const guint8 picarx_board_addresses[PICARX_BOARD_N_ADDRESSES];

/* Sets an error and returns FALSE. */
gboolean      picarx_board_refuse_other   (GError ** error);

/* Where a Linux system tells which HATs it has. */
#define PICARX_DEVICE_TREE "/proc/device-tree"

/* device: /dev/i2c-N; address: 0 = whichever of 0x14, 0x15, 0x16 answers;
 * gpio_chip: a device or a label, NULL = the Raspberry Pi's. */
PicarxBoard * picarx_board_linux_open     (const gchar * device, guint address,
                                           const gchar * gpio_chip,
                                           const gchar * device_tree,
                                           GError ** error);
/* filename: a line for each transfer goes there; may be NULL. Answers at
 * picarx_board_addresses; address: 0 = the first. */
PicarxBoard * picarx_board_simulated_open (const gchar * filename,
                                           guint address, GError ** error);

static inline void
picarx_board_free (PicarxBoard * board)
{
  board->klass->free (board);
}

G_END_DECLS
