/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "edgejson.h"

#include <math.h>
#include <string.h>

#include "edgeerror.h"

#define NUMBER_CHARS "+-.0123456789eE"
#define NOT_USABLE "The message is not a usable JSON object."

/* Four hex digits at text, or 0. */
static guint
read_hex (const guint8 * text, gsize size)
{
  guint value = 0;

  for (guint i = 0; i < 4; i++) {
    if (i >= size || !g_ascii_isxdigit (text[i]))
      return 0;
    value = value * 16 + (guint) g_ascii_xdigit_value ((gchar) text[i]);
  }
  return value;
}

/* The length of the escape sequence at text, which begins with a backslash; 0
 * if it is none of RFC 8259, or makes a NUL or half a character. json-glib
 * knows more of them, and makes bytes that are no UTF-8. */
static gsize
measure_escape (const guint8 * text, gsize size)
{
  if (size < 2)
    return 0;
  if (text[1] != 'u')
    return text[1] != '\0' && strchr ("\"\\/bfnrt", text[1]) != NULL ? 2 : 0;

  guint high = read_hex (text + 2, size - 2);
  if (high == 0 || (high >= 0xdc00 && high <= 0xdfff))
    return 0;
  if (high < 0xd800 || high > 0xdbff)
    return 6;
  guint low = size > 8 && text[6] == '\\' && text[7] == 'u'
      ? read_hex (text + 8, size - 8) : 0;
  return low >= 0xdc00 && low <= 0xdfff ? 12 : 0;
}

/* json-glib parses by recursion, so depth is checked before it sees the text.
 * Its scanner is also more generous than RFC 8259: it takes comments and
 * other quotes, and several texts in a row. Outside of strings only JSON's own
 * characters are let in, and nothing after the first text. */
static const gchar *
find_fault (const guint8 * data, gsize size)
{
  static const gchar plain[] = "{}[]:,-+.0123456789eE \t\r\ntrufalsn";
  guint depth = 0;
  gboolean in_string = FALSE;
  gboolean ended = FALSE;

  for (gsize i = 0; i < size; i++) {
    guint8 c = data[i];

    if (ended && !g_ascii_isspace (c))
      return "text after the end";
    /* json-glib would leak what stands before the object. */
    if (depth == 0 && !ended && c != '{' && !g_ascii_isspace (c))
      return "not an object";
    if (in_string) {
      if (c == '\\') {
        gsize length = measure_escape (data + i, size - i);

        if (length == 0)
          return "bad escape sequence in a string";
        i += length - 1;
      } else if (c == '"')
        in_string = FALSE;
      else if (c < 0x20)
        return "control character in a string";
    } else if (c == '"') {
      in_string = TRUE;
    } else if (c == '\0' || strchr (plain, c) == NULL) {
      return "not JSON";
    } else if (c == '{' || c == '[') {
      if (++depth > EDGE_JSON_MAX_DEPTH)
        return "nested too deeply";
    } else if (c == '}' || c == ']') {
      if (depth == 0)
        return "unbalanced brackets";
      depth--;
      ended = depth == 0;
    }
  }
  return depth == 0 && !in_string ? NULL : "text ends too early";
}

/* The length of the number at text. */
static gsize
measure_number (const guint8 * text, gsize size)
{
  gsize length = 0;

  while (length < size && text[length] != '\0'
      && strchr (NUMBER_CHARS, text[length]) != NULL)
    length++;
  return length;
}

static gboolean
is_large_integer (const gchar * number)
{
  const gchar *digits = number + (number[0] == '-');

  return digits[0] != '\0' && strspn (digits, "0123456789") == strlen (digits)
      && !g_ascii_string_to_signed (number, 10, G_MININT64, G_MAXINT64, NULL,
      NULL);
}

static gboolean
is_beyond_double (const gchar * number)
{
  gchar *end;
  gdouble value = g_ascii_strtod (number, &end);

  return *end == '\0' && !isfinite (value);
}

/* A copy for json-glib, which wraps whole numbers that do not fit into a gint64
 * and reads those with a leading zero as octal: the former become fractions,
 * with the latter (they are not of RFC 8259) there is none. It would write
 * what no double holds as "inf", which is no JSON: that becomes a string. */
static gchar *
prepare_numbers (const guint8 * data, gsize size)
{
  g_autoptr (GString) text = g_string_sized_new (size);
  gboolean in_string = FALSE;

  for (gsize i = 0; i < size;) {
    gsize length = 1;

    if (in_string) {
      length = MIN (data[i] == '\\' ? 2 : 1, size - i);
      in_string = data[i] != '"';
    } else if (data[i] == '"') {
      in_string = TRUE;
    } else if (data[i] == '-' || g_ascii_isdigit (data[i])) {
      length = measure_number (data + i, size - i);
    }
    g_string_append_len (text, (const gchar *) data + i, (gssize) length);
    if (!in_string && (data[i] == '-' || g_ascii_isdigit (data[i]))) {
      const gchar *number = text->str + text->len - length;
      const gchar *digits = number + (number[0] == '-');

      if (digits[0] == '0' && g_ascii_isdigit (digits[1]))
        return NULL;
      if (is_beyond_double (number)) {
        g_string_insert_c (text, number - text->str, '"');
        g_string_append_c (text, '"');
      } else if (is_large_integer (number))
        g_string_append (text, ".0");
    }
    i += length;
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

JsonObject *
edge_json_parse_object (const guint8 * data, gsize size, gsize max_size,
    GError ** error)
{
  if (size == 0 || size > max_size) {
    edge_set_error (error, EDGE_ERROR_FORMAT, NOT_USABLE,
        "%" G_GSIZE_FORMAT " bytes, allowed are 1 to %" G_GSIZE_FORMAT, size,
        max_size);
    return NULL;
  }
  if (!g_utf8_validate ((const gchar *) data, (gssize) size, NULL)) {
    edge_set_error (error, EDGE_ERROR_FORMAT, NOT_USABLE, "invalid UTF-8");
    return NULL;
  }
  const gchar *fault = find_fault (data, size);
  if (fault != NULL) {
    edge_set_error (error, EDGE_ERROR_FORMAT, NOT_USABLE, "%s", fault);
    return NULL;
  }
  g_autofree gchar *text = prepare_numbers (data, size);
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  if (text == NULL || !json_parser_load_from_data (parser, text, -1, NULL)) {
    edge_set_error (error, EDGE_ERROR_FORMAT, NOT_USABLE, "not JSON");
    return NULL;
  }
  JsonNode *root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root)) {
    edge_set_error (error, EDGE_ERROR_FORMAT, NOT_USABLE, "not an object");
    return NULL;
  }
  return json_node_dup_object (root);
}

static JsonNode *
get_value (JsonObject * object, const gchar * name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && !JSON_NODE_HOLDS_NULL (node) ? node : NULL;
}

EdgeJsonResult
edge_json_get_double (JsonObject * object, const gchar * name, gdouble * value)
{
  JsonNode *node = get_value (object, name);

  if (node == NULL)
    return EDGE_JSON_MISSING;
  if (!JSON_NODE_HOLDS_VALUE (node))
    return EDGE_JSON_WRONG_TYPE;
  GType type = json_node_get_value_type (node);
  if (type != G_TYPE_INT64 && type != G_TYPE_DOUBLE)
    return EDGE_JSON_WRONG_TYPE;
  gdouble number = json_node_get_double (node);
  if (!isfinite (number))
    return EDGE_JSON_WRONG_TYPE;
  *value = number;
  return EDGE_JSON_OK;
}

EdgeJsonResult
edge_json_get_int64 (JsonObject * object, const gchar * name, gint64 * value)
{
  gdouble number;
  EdgeJsonResult result = edge_json_get_double (object, name, &number);

  if (result != EDGE_JSON_OK)
    return result;
  JsonNode *node = get_value (object, name);
  if (json_node_get_value_type (node) == G_TYPE_INT64) {
    *value = json_node_get_int (node);
    return EDGE_JSON_OK;
  }
  /* JavaScript writes large whole numbers as 1e15 or 12.0. 2^63 itself does
   * not fit, and what was rounded to -2^63 may not. */
  if (number != floor (number) || number <= -9223372036854775808.0
      || number >= 9223372036854775808.0)
    return EDGE_JSON_WRONG_TYPE;
  *value = (gint64) number;
  return EDGE_JSON_OK;
}

EdgeJsonResult
edge_json_get_string (JsonObject * object, const gchar * name,
    const gchar ** value)
{
  JsonNode *node = get_value (object, name);

  if (node == NULL)
    return EDGE_JSON_MISSING;
  if (!JSON_NODE_HOLDS_VALUE (node)
      || json_node_get_value_type (node) != G_TYPE_STRING)
    return EDGE_JSON_WRONG_TYPE;
  *value = json_node_get_string (node);
  return EDGE_JSON_OK;
}

EdgeJsonResult
edge_json_get_object (JsonObject * object, const gchar * name,
    JsonObject ** value)
{
  JsonNode *node = get_value (object, name);

  if (node == NULL)
    return EDGE_JSON_MISSING;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return EDGE_JSON_WRONG_TYPE;
  *value = json_node_get_object (node);
  return EDGE_JSON_OK;
}

/* json-glib 1.6 writes 1e+308.0 for 1e308, which is no JSON. */
static void
mend_exponents (gchar * text)
{
  gchar *out = text;
  gboolean in_string = FALSE;

  for (gchar * in = text; *in != '\0';) {
    gsize length = 1;
    gsize kept;

    if (in_string && *in == '\\')
      length = 2;
    else if (*in == '"')
      in_string = !in_string;
    else if (!in_string && (*in == '-' || g_ascii_isdigit (*in)))
      length = strspn (in, NUMBER_CHARS);
    kept = length;
    if (length > 2 && memchr (in, 'e', length) != NULL
        && memcmp (in + length - 2, ".0", 2) == 0)
      kept -= 2;
    memmove (out, in, kept);
    out += kept;
    in += length;
  }
  *out = '\0';
}

gchar *
edge_json_to_string (JsonObject * object)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_set_object (node, object);
  gchar *text = json_to_string (node, FALSE);
  mend_exponents (text);
  return text;
}
