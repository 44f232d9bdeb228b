// Basic read through libSSCardDriver (sscard agent --classic), C# on .NET 8. The only sample that is not run in the tests:
// their machines have no .NET.
using System;
using System.Runtime.InteropServices;
using System.Text;

static class BasicRead
{
    [DllImport("SSCardDriver", CallingConvention = CallingConvention.Cdecl)]
    static extern nint iReadCardBas(int iType, byte[] pOutInfo);

    static int Main()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var answer = new byte[256];
        var code = iReadCardBas(3, answer);
        var text = Encoding.GetEncoding("GBK").GetString(answer, 0, Array.IndexOf(answer, (byte)0));
        var fields = text.Split('|');
        Console.WriteLine(code == 0 ? $"{fields[4]} {fields[2]} {fields[8]}" : $"{code} {text}");
        return code == 0 ? 0 : 1;
    }
}
