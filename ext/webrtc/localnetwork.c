/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "localnetwork.h"

#include <gio/gio.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* The bytes of an IPv4 or IPv6 address. */
static const guint8 *
get_bytes (const struct sockaddr *address, gsize * size)
{
  *size = 0;
  if (address == NULL)
    return NULL;
  if (address->sa_family == AF_INET) {
    *size = 4;
    return (const guint8 *) address
        + G_STRUCT_OFFSET (struct sockaddr_in, sin_addr);
  }
  if (address->sa_family == AF_INET6) {
    *size = 16;
    return (const guint8 *) address
        + G_STRUCT_OFFSET (struct sockaddr_in6, sin6_addr);
  }
  return NULL;
}

static gboolean
is_same (const struct ifaddrs *entry, GInetAddress * address)
{
  gsize size;
  const guint8 *bytes = get_bytes (entry->ifa_addr, &size);

  return bytes != NULL && size == g_inet_address_get_native_size (address)
      && memcmp (bytes, g_inet_address_to_bytes (address), size) == 0;
}

/* The first of list that has address. */
static const struct ifaddrs *
find (const struct ifaddrs *list, const gchar * address)
{
  g_autoptr (GInetAddress) wanted = g_inet_address_new_from_string (address);

  for (; wanted != NULL && list != NULL; list = list->ifa_next) {
    if (is_same (list, wanted))
      return list;
  }
  return NULL;
}

gchar *
edge_local_network_interface (const gchar * address)
{
  struct ifaddrs *list;
  const struct ifaddrs *entry;
  gchar *name;

  if (getifaddrs (&list) != 0)
    return NULL;
  entry = find (list, address);
  name = entry != NULL ? g_strdup (entry->ifa_name) : NULL;
  freeifaddrs (list);
  return name;
}

static gboolean
is_on_link (const struct ifaddrs *entry, GInetAddress * other)
{
  gsize size, mask_size;
  const guint8 *own = get_bytes (entry->ifa_addr, &size);
  const guint8 *mask = get_bytes (entry->ifa_netmask, &mask_size);
  const guint8 *bytes = g_inet_address_to_bytes (other);

  if (own == NULL || mask == NULL || mask_size != size
      || g_inet_address_get_native_size (other) != size)
    return FALSE;
  for (gsize i = 0; i < size; i++) {
    if ((own[i] & mask[i]) != (bytes[i] & mask[i]))
      return FALSE;
  }
  return TRUE;
}

static gboolean
reaches_one (const struct ifaddrs *entry, GPtrArray * others)
{
  for (guint i = 0; i < others->len; i++) {
    g_autoptr (GInetAddress) other =
        g_inet_address_new_from_string (others->pdata[i]);

    if (other != NULL && !g_inet_address_get_is_link_local (other)
        && is_on_link (entry, other))
      return TRUE;
  }
  return FALSE;
}

gboolean
edge_local_network_shares (GPtrArray * addresses, GPtrArray * others)
{
  struct ifaddrs *list;
  gboolean shares = FALSE;

  if (getifaddrs (&list) != 0)
    return FALSE;
  for (guint i = 0; i < addresses->len && !shares; i++) {
    const struct ifaddrs *entry = find (list, addresses->pdata[i]);

    shares = entry != NULL && reaches_one (entry, others);
  }
  freeifaddrs (list);
  return shares;
}

static gchar *
get_own_address (gint fd)
{
  struct sockaddr_storage storage;
  socklen_t size = sizeof (storage);
  g_autoptr (GSocketAddress) address = NULL;

  if (getsockname (fd, (struct sockaddr *) &storage, &size) != 0)
    return NULL;
  address = g_socket_address_new_from_native (&storage, size);
  if (!G_IS_INET_SOCKET_ADDRESS (address))
    return NULL;
  return
      g_inet_address_to_string (g_inet_socket_address_get_address
      (G_INET_SOCKET_ADDRESS (address)));
}

gchar *
edge_local_network_towards (const gchar * other)
{
  /* The port does not matter: a UDP socket that is connected sends nothing. */
  g_autoptr (GSocketAddress) there = g_inet_socket_address_new_from_string
      (other, 9);
  struct sockaddr_storage storage;
  gssize size;
  gchar *own = NULL;
  gint fd;

  if (there == NULL)
    return NULL;
  size = g_socket_address_get_native_size (there);
  if (size > (gssize) sizeof (storage)
      || !g_socket_address_to_native (there, &storage, sizeof (storage), NULL))
    return NULL;
  fd = socket (storage.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0)
    return NULL;
  if (connect (fd, (struct sockaddr *) &storage, (socklen_t) size) == 0)
    own = get_own_address (fd);
  close (fd);
  return own;
}
