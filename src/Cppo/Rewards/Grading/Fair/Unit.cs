using Cppo.Rewards.Grading.Expressions;

namespace Cppo.Rewards.Grading.Fair;

/// <summary>A unit of measurement: its dimension, and its size in the dimension's base unit.</summary>
/// <param name="Name">How it is printed.</param>
/// <param name="Size">How many base units it is; the degree holds pi.</param>
/// <param name="Dimension">Base units with their powers: m, kg, s, A, K, rad, %, and currencies and counted things by their name.</param>
internal sealed record Unit(string Name, Expression Size, IReadOnlyDictionary<string, int> Dimension)
{
    /// <summary>Stands for some unit: "12 units".</summary>
    public const string Unspecified = "unit";

    public const string Percent = "%", Degree = "°", Dollar = "$";

    // Name, size as a fraction of base units, dimension, and how it is written. Symbols keep their case, words do not.
    private static readonly (string Name, string Size, string Dimension, string Symbols, string Words)[] Table =
    [
        ("nm", "1/1000000000", "m", "nm", "nanometer nanometre"), ("μm", "1/1000000", "m", "μm um", "micrometer micrometre micron"),
        ("mm", "1/1000", "m", "mm", "millimeter millimetre"), ("cm", "1/100", "m", "cm cms", "centimeter centimetre"), ("dm", "1/10", "m", "dm", "decimeter decimetre"),
        ("m", "1", "m", "m", "meter metre"), ("km", "1000", "m", "km kms", "kilometer kilometre"), ("in", "127/5000", "m", "in", "inch inches"),
        ("ft", "381/1250", "m", "ft", "foot feet"), ("yd", "1143/1250", "m", "yd yds", "yard"), ("mi", "201168/125", "m", "mi", "mile"),
        ("L", "1/1000", "m3", "L l", "liter litre"), ("mL", "1/1000000", "m3", "mL ml cc", "milliliter millilitre"), ("gal", "473176473/125000000000", "m3", "gal", "gallon"),
        ("ha", "10000", "m2", "ha", "hectare"), ("acre", "316160658/78125", "m2", "", "acre"),
        ("mg", "1/1000000", "kg", "mg", "milligram"), ("g", "1/1000", "kg", "g", "gram gramme"), ("kg", "1", "kg", "kg kgs", "kilogram kilo"), ("t", "1000", "kg", "", "tonne"),
        ("lb", "45359237/100000000", "kg", "lb lbs", "pound"), ("oz", "45359237/1600000000", "kg", "oz", "ounce"),
        ("ms", "1/1000", "s", "ms", "millisecond"), ("s", "1", "s", "s", "sec second"), ("min", "60", "s", "", "min minute"), ("h", "3600", "s", "h", "hr hour"),
        ("day", "86400", "s", "", "day"), ("week", "604800", "s", "", "week"), ("month", "1", "month", "", "month"), ("year", "12", "month", "", "year yr"),
        ("mph", "1397/3125", "m s-1", "mph", ""), ("km/h", "5/18", "m s-1", "kph kmh", ""), ("Hz", "1", "s-1", "Hz", "hertz"), ("kHz", "1000", "s-1", "kHz", ""),
        ("N", "1", "kg m s-2", "N", "newton"), ("kN", "1000", "kg m s-2", "kN", ""), ("J", "1", "kg m2 s-2", "J", "joule"), ("kJ", "1000", "kg m2 s-2", "kJ", "kilojoule"),
        ("W", "1", "kg m2 s-3", "W", "watt"), ("kW", "1000", "kg m2 s-3", "kW", "kilowatt"), ("Pa", "1", "kg m-1 s-2", "Pa", "pascal"), ("kPa", "1000", "kg m-1 s-2", "kPa", "kilopascal"),
        ("A", "1", "A", "A", "amp ampere"), ("mA", "1/1000", "A", "mA", "milliampere"), ("V", "1", "kg m2 s-3 A-1", "V", "volt"), ("Ω", "1", "kg m2 s-3 A-2", "Ω", "ohm"),
        ("C", "1", "A s", "C", "coulomb"), ("K", "1", "K", "K", "kelvin"), ("°C", "1", "°C", "", "celsius"), ("°F", "1", "°F", "", "fahrenheit"), ("mol", "1", "mol", "mol", "mole"),
        ("°", "degree", "rad", "", "degree deg"), ("rad", "1", "rad", "rad", "radian"), ("%", "1", "%", "", "percent pct"),
        ("$", "1", "$", "", "dollar usd buck"), ("cent", "1/100", "$", "¢", "cent"), ("€", "1", "€", "€", "euro eur"), ("£", "1", "£", "£", "gbp"), ("¥", "1", "¥", "¥", "yen yuan rmb"),
        ("unit", "1", "unit", "", "unit"),
    ];

    // Symbols of one letter (and "in") are also variables or words: they count as units behind white space or inside \text{} only.
    private static readonly Dictionary<string, Unit> Symbols = [], Words = new(StringComparer.OrdinalIgnoreCase), Names = [];

    static Unit()
    {
        foreach ((string name, string size, string dimension, string symbols, string words) in Table)
        {
            Unit unit = new(name, SizeOf(size), DimensionOf(dimension));
            Names[name] = unit;
            foreach (string symbol in symbols.Split(' ', StringSplitOptions.RemoveEmptyEntries)) Symbols[symbol] = unit;
            foreach (string word in words.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                Words[word] = unit;
                Words.TryAdd(word + "s", unit);
            }
        }
    }

    /// <summary>The unit that a word stands for; null where it is none.</summary>
    public static Unit? Of(string word) => Symbols.TryGetValue(word, out Unit? unit) || Words.TryGetValue(word, out unit) ? unit : null;

    /// <summary>Whether a word is a unit only where the context says so.</summary>
    public static bool IsAmbiguous(string word) => word.Length == 1 || word is "in" or "C" or "A";

    /// <summary>Whether a name is one of a unit of measurement, not of things that were counted.</summary>
    public static bool IsMeasure(string name) => Names.ContainsKey(name);

    /// <summary>The unit of that name; counted things are units of their own.</summary>
    public static Unit Named(string name) =>
        Names.TryGetValue(name, out Unit? unit) ? unit : new Unit(name, new ExactNumber(1), new Dictionary<string, int> { [name] = 1 });

    private static Expression SizeOf(string size)
    {
        if (size == "degree") return FairExpressions.Over(new PiConstant(), new ExactNumber(180));
        string[] parts = size.Split('/');
        return new ExactNumber(new Rational(long.Parse(parts[0], null), parts.Length == 1 ? 1 : long.Parse(parts[1], null)));
    }

    private static Dictionary<string, int> DimensionOf(string text) => text.Split(' ').ToDictionary(
        part => part.TrimEnd('-', '1', '2', '3'),
        part => part.TrimEnd('-', '1', '2', '3') is var name && part.Length > name.Length ? int.Parse(part[name.Length..], System.Globalization.CultureInfo.InvariantCulture) : 1);
}
