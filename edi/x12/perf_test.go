package x12_test
import ("testing";"strings";"time";"fmt";"github.com/wharf-edi/wharf/edi/x12";"github.com/wharf-edi/wharf/edi/edifact";"runtime")
func TestPerf(t *testing.T){
 n:=32<<20
 rep:=func(h,s string)[]byte{ b:=[]byte(h+strings.Repeat(s,(n-len(h))/len(s))); return b}
 for name,b:=range map[string][]byte{
  "isa*":rep("","ISA*"),"isa":rep("","ISA"),"plain~":rep(plain,"~"),"open*":rep(plain[:200],"*"),"open>":rep(plain[:200],">"),"ISA in body":rep(plain[:200],"ISA|"),"many":rep("",plain),"stars~":rep(plain[:200],"A*B~"),"isahdr":rep("","ISA*1*2*3*4*5*6*7*8*9*1*U*3*4*5*6*>~"),"onechar":rep(plain[:200],"AB~"),
 }{ s:=time.Now(); r,err:=x12.Read(b,nil); var ms runtime.MemStats; runtime.ReadMemStats(&ms); fmt.Println("x12",name,len(r),err,time.Since(s),ms.HeapAlloc>>20); r=nil; runtime.GC()}
 u:="UNB+UNOC:3+4012345000009:14+5412345000006:14+260822:0910+0007'UNH+1+ORDRSP:D:96A:UN:EAN005'"
 for name,b:=range map[string][]byte{
  "UN":rep("","UN"),"UNA":rep("","UNA:+.? '"),"nlU":rep(u,"\nU"),"nlUNA":rep(u,"\nUNA:+.? '"),"??":rep(u,"??"),"?'":rep(u,"?'"),"nl":rep(u,"\n"),"++":rep(u,"+"),":":rep(u,":"),"A'":rep(u,"ABC'"),"unb":rep("",u),"release nl":rep(u+"?","\n'"), "unaws": rep("","UNA:+.? '          "),
 }{ s:=time.Now(); r,err:=edifact.Read(b,nil); var ms runtime.MemStats; runtime.ReadMemStats(&ms); fmt.Println("edifact",name,len(r),err,time.Since(s),ms.HeapAlloc>>20); r=nil; runtime.GC()}
}
