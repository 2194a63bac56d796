/// The JSON Schema (draft 2020-12) of `report.json`, for editors and programs that read it.
package enum ReportSchema {
  /// The schema as JSON; ends with a line feed.
  package static let text = """
    {
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "$id": "salesfunnel.report/1",
      "title": "Report of salesfunnel",
      "type": "object",
      "additionalProperties": false,
      "required": ["format", "heading", "definitions", "metrics", "tables", "bands", "policies",
        "violations"],
      "properties": {
        "format": {"const": "salesfunnel.report/1"},
        "heading": {"$ref": "#/$defs/heading"},
        "definitions": {"type": "array", "items": {"$ref": "#/$defs/definition"}},
        "metrics": {"type": "array", "items": {"$ref": "#/$defs/metric"}},
        "tables": {"type": "array", "items": {"$ref": "#/$defs/table"}},
        "bands": {"type": "array", "items": {"$ref": "#/$defs/band"}},
        "policies": {"type": "array", "items": {"type": "string"}},
        "violations": {"type": "array", "items": {"type": "string"}}
      },
      "$defs": {
        "decimal": {"type": ["number", "null"]},
        "unit": {"enum": ["count", "ratio", "money", "money_per_day", "days", "hours", "months",
          "number"]},
        "heading": {
          "type": "object",
          "required": ["version", "configuration_digest", "as_of", "timezone", "currency",
            "windows", "dimensions", "markets"],
          "properties": {
            "version": {"type": "string"},
            "configuration_digest": {"type": "string"},
            "as_of": {"type": "string", "format": "date-time"},
            "timezone": {"type": "string"},
            "currency": {"type": "string"},
            "windows": {"type": "array", "items": {
              "type": "object",
              "required": ["name", "from", "to"],
              "properties": {
                "name": {"type": "string"},
                "from": {"type": "string", "format": "date"},
                "to": {"type": "string", "format": "date", "description": "exclusive"}
              }
            }},
            "dimensions": {"type": "array", "items": {"type": "string"}},
            "markets": {"type": "array", "items": {"enum": ["b2c", "b2b"]}}
          }
        },
        "definition": {
          "type": "object",
          "required": ["id", "digest", "title", "formula", "unit", "direction"],
          "properties": {
            "id": {"type": "string"},
            "digest": {"type": "string", "pattern": "^[0-9a-f]{16}$"},
            "title": {"type": "string"},
            "formula": {"type": "string"},
            "unit": {"$ref": "#/$defs/unit"},
            "direction": {"enum": ["higher", "lower", "neutral"]},
            "population": {"type": "string"},
            "period_of": {"type": "string"},
            "maturity": {"type": "string"},
            "interval": {"type": "string"},
            "source": {"type": "string"}
          }
        },
        "metric": {
          "type": "object",
          "additionalProperties": false,
          "required": ["metric", "market", "grain", "period", "dimension", "segment",
            "dimension2", "segment2", "value", "unit", "numerator", "denominator", "n", "ci_low",
            "ci_high", "status"],
          "properties": {
            "metric": {"type": "string"},
            "market": {"enum": ["b2c", "b2b", "all"]},
            "grain": {"enum": ["all", "year", "quarter", "month", "week", "day", "window"]},
            "period": {"type": "string"},
            "dimension": {"type": "string"},
            "segment": {"type": "string"},
            "dimension2": {"type": "string"},
            "segment2": {"type": "string"},
            "value": {"$ref": "#/$defs/decimal"},
            "unit": {"$ref": "#/$defs/unit"},
            "numerator": {"$ref": "#/$defs/decimal"},
            "denominator": {"$ref": "#/$defs/decimal"},
            "n": {"type": ["integer", "null"]},
            "ci_low": {"$ref": "#/$defs/decimal"},
            "ci_high": {"$ref": "#/$defs/decimal"},
            "status": {"enum": ["ok", "partial", "in_progress", "undefined", "suppressed"]}
          }
        },
        "table": {
          "type": "object",
          "required": ["id", "title", "market", "columns", "rows"],
          "properties": {
            "id": {"type": "string"},
            "title": {"type": "string"},
            "market": {"enum": ["b2c", "b2b", null]},
            "columns": {"type": "array", "items": {
              "type": "object",
              "required": ["id", "title", "unit"],
              "properties": {
                "id": {"type": "string"},
                "title": {"type": "string"},
                "unit": {"anyOf": [{"$ref": "#/$defs/unit"}, {"type": "null"}]}
              }
            }},
            "rows": {"type": "array", "items": {
              "type": "array", "items": {"type": ["string", "number", "null"]}
            }}
          }
        },
        "band": {
          "type": "object",
          "required": ["metric", "low", "high"],
          "properties": {
            "metric": {"type": "string"},
            "low": {"$ref": "#/$defs/decimal"},
            "high": {"$ref": "#/$defs/decimal"}
          }
        }
      }
    }

    """
}
