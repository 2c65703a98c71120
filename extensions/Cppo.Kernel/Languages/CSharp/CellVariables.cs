using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Cppo.Kernel.Languages.CSharp;

/// <summary>Reads the variables of a session: the fields of its submissions.</summary>
internal sealed class CellVariables
{
    private readonly List<object> submissions = [];

    /// <summary>Adds a submission that has run.</summary>
    public void Add(object submission)
    {
        lock (submissions) submissions.Add(submission);
    }

    /// <summary>The variables that a new cell would see: the last of every name.</summary>
    public IReadOnlyList<CellVariable> All()
    {
        Dictionary<string, CellVariable> found = new(StringComparer.Ordinal);
        foreach (object submission in Snapshot())
        {
            foreach (FieldInfo field in Fields(submission))
            {
                found[field.Name] = new(field.Name, field.FieldType, field.GetValue(submission));
            }
        }

        return [.. found.Values];
    }

    /// <summary>Reads one variable.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out CellVariable? variable)
    {
        variable = Place(name) is var (owner, field) ? new(name, field.FieldType, field.GetValue(owner)) : null;
        return variable is not null;
    }

    /// <summary>The object that holds the last variable of a name, and its field there; null where there is none.</summary>
    public (object Owner, FieldInfo Field)? Place(string name)
    {
        foreach (object submission in Snapshot().Reverse())
        {
            if (Fields(submission).FirstOrDefault(field => field.Name == name) is { } found) return (submission, found);
        }

        return null;
    }

    // The compiler's own fields have names that no user can write.
    private static IEnumerable<FieldInfo> Fields(object submission) =>
        submission.GetType()
            .GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            .Where(field => !field.Name.Contains('<'));

    private object[] Snapshot()
    {
        lock (submissions) return [.. submissions];
    }
}
