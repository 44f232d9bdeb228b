// Basic read through libSSCardDriver (sscard agent --classic), C# on .NET 8 or Mono.
using System;
using System.Runtime.InteropServices;
using System.Text;

static class BasicRead
{
    // The C type long: 8 bytes on 64-bit Linux.
    [DllImport("SSCardDriver", CallingConvention = CallingConvention.Cdecl)]
    static extern IntPtr iReadCardBas(int iType, byte[] pOutInfo);

    static int Main()
    {
#if NET
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
#endif
        var answer = new byte[256];
        var code = (int)iReadCardBas(3, answer);
        var text = Encoding.GetEncoding(936).GetString(answer, 0, Array.IndexOf(answer, (byte)0));
        var fields = text.Split('|');
        Console.WriteLine(code == 0 ? fields[4] + " " + fields[2] + " " + fields[8] : code + " " + text);
        return code == 0 ? 0 : 1;
    }
}
